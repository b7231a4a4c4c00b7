using ActorLstm.Model.Corpora;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using TorchSharp;
using Xunit;

namespace ActorLstm.Model.Tests.Training;

/// <summary>How many threads torch uses changes how it rounds: each training has its own count, whatever others in the process have.</summary>
public sealed class ThreadsTests
{
    private readonly Corpus corpus = Texts.Corpus(string.Concat(Enumerable.Repeat("the river asks no leave of the stone, and the stone keeps no ledger. ", 40)));

    [Fact]
    public async Task What_others_in_the_process_prepare_and_train_changes_nothing_in_a_training()
    {
        var alone = await TrainAsync(4);
        (await TrainAsync(1)).Should().NotEqual(alone, "where the number of threads changes nothing this test says nothing");

        // Another count was asked for before it begins, is asked for while it goes on, and belongs to a training beside it.
        TorchRuntime.UseThreads(1);
        (await TrainAsync(4, () => TorchRuntime.UseThreads(2))).Should().Equal(alone);
        var trained = await Task.WhenAll(TrainAsync(4), TrainAsync(1));
        trained[0].Should().Equal(alone);
    }

    // On a thread of its own, as a trainer has.
    private Task<float[]> TrainAsync(int threads, Action? between = null)
    {
        var experiment = Texts.SmallExperiment with
        {
            Windows = new WindowOptions { MaxLength = 20, Step = 1 },
            Network = new NetworkOptions { Hidden = 128 },
            Training = Texts.SmallExperiment.Training with { Kernel = KernelKind.Torch, Threads = threads, BatchSize = 128, ClipNorm = 1 },
        };
        return Task.Factory.StartNew(
            () =>
            {
                using var trainer = new Trainer(experiment, corpus, torch.CPU, TimeProvider.System, TrainingStart.Anew(1));
                for (var slice = 0; slice < 6; slice++)
                {
                    trainer.RunSlice(1);
                    between?.Invoke();
                }

                return trainer.Capture().Weights.SelectMany(weight => weight.Values).ToArray();
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }
}
