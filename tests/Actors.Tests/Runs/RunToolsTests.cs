using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model;
using ActorLstm.Model.Sampling;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class RunToolsTests : IDisposable
{
    private readonly RealTools real = new(TimeProvider.System);

    public void Dispose() => real.Dispose();

    [Fact]
    public void A_sampler_that_is_begun_again_reads_a_checkpoint_that_could_not_be_read()
    {
        var written = Write();
        var job = new SampleJob(new SampleKey(1, 0.5, 0), written.Reference, written.SeedText);
        var file = Path.Combine(real.PathOf(written.Reference), "model.safetensors");
        File.Move(file, file + ".away");
        FluentActions.Invoking(() => real.Tools.StartSampler(job)).Should().Throw<InvalidInputException>();

        File.Move(file + ".away", file);
        Text(real.Tools.StartSampler(job)).Should().HaveLength(real.Experiment.Sampling.Length);
    }

    [Fact]
    public void A_sampler_that_is_begun_again_generates_the_same_text_and_another_replica_another_one()
    {
        var written = Write();
        Generate(0).Should().Be(Generate(0));
        Generate(0).Should().NotBe(Generate(1));

        string Generate(int replica) =>
            Text(real.Tools.StartSampler(new SampleJob(new SampleKey(1, 1.0, replica), written.Reference, written.SeedText)));
    }

    [Fact]
    public void Texts_that_grow_together_are_those_that_grow_alone()
    {
        var written = Write();
        SampleJob[] jobs = [.. new[] { 0.5, 1.0, 1.5 }.Select(temperature => new SampleJob(new SampleKey(1, temperature, 0), written.Reference, written.SeedText))];
        var together = real.Tools.StartSamplers(jobs);
        together.Advance(1000).Should().BeTrue();
        jobs.Select((_, text) => together.TextOf(text)).Should().Equal(jobs.Select(job => Text(real.Tools.StartSampler(job))));
    }

    private WrittenCheckpoint Write()
    {
        using var trainer = real.Tools.StartTrainer(TrainingRoute.Of(RunState.Initial.Apply(new RunStarted(TestRuns.Facts(), real.Plan, "", TestRuns.Owner, default)))).Trainer;
        trainer.RunSlice(1000).EndsEpoch.Should().BeTrue();
        return real.Tools.SaveIfDue(1, trainer)!;
    }

    private static string Text(ISampler sampler)
    {
        sampler.Advance(1000).Should().BeTrue();
        return sampler.Text;
    }
}
