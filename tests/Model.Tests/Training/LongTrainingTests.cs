using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using TorchSharp;
using Xunit;

namespace ActorLstm.Model.Tests.Training;

[Trait("Case", "F3")]
public sealed class LongTrainingTests
{
    private const int Epochs = 400;

    // What a batch allocates is the same at every run of the test: lists that are gone through for each batch show in it.
    [Fact]
    public void A_batch_costs_the_same_whatever_the_number_of_its_epoch()
    {
        var experiment = Texts.SmallExperiment with
        {
            Epochs = Epochs,
            Network = Texts.SmallExperiment.Network with { Hidden = 4 },
            Windows = Texts.SmallExperiment.Windows with { Step = 200 },
            Training = Texts.SmallExperiment.Training with { Schedule = new ScheduleOptions { Kind = ScheduleKind.Plateau, Decay = 0.9 }, Threads = 1 },
        };
        using var trainer = new Trainer(experiment, Texts.Proverbs, torch.CPU, TimeProvider.System, TrainingStart.Anew(Epochs));
        var costs = new List<long>();
        while (costs.Count < Epochs)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            if (trainer.RunSlice(1).EndsEpoch)
            {
                costs.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            }
        }

        Median(costs[^50..]).Should().BeLessThan(Median(costs[50..100]) + 500);
    }

    private static long Median(IEnumerable<long> costs) => costs.Order().ElementAt(25);
}
