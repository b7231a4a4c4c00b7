using ActorLstm.Host.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability.Batches;

/// <summary>A batch that is killed at any moment, again and again, and resumed each time.</summary>
[Trait("Suite", "kill")]
[Trait("Case", "R1")]
public sealed class BatchKillTests(FinishedBatch finished, ITestOutputHelper report) : IClassFixture<FinishedBatch>
{
    [Fact]
    public async Task Killed_dozens_of_times_it_ends_as_one_that_is_not()
    {
        var random = Chance.Random(report);
        var (kills, completed, wanted) = (0, 0, Chance.Count("ACTORLSTM_TEST_KILLS", 40));
        while (kills < wanted)
        {
            var runs = finished.Folder($"killed {completed++}");
            ProcessResult result;
            do
            {
                // The name finds what there is of it, also where it was killed before it had told anything.
                result = await KillOnceAsync(finished.Batch.Start(runs), random);
                kills += result.ExitCode == ProcessResult.Killed ? 1 : 0;
            }
            while (result.ExitCode == ProcessResult.Killed);

            result.MustBe(0);
            BatchImage.Of(runs).DifferencesFrom(finished.Image).Should().BeEmpty();
            Directory.EnumerateDirectories(runs).Should().HaveCount(13, "no run was begun twice");
        }

        report.WriteLine($"{kills} kills, {completed} batches completed");
    }

    private static async Task<ProcessResult> KillOnceAsync(string[] arguments, Random random)
    {
        using var moment = random.Next(4) == 0 ? new MomentInTime(TimeSpan.FromSeconds(4 * random.NextDouble())) : new MomentInTime(TimeSpan.FromSeconds(1.5 * random.NextDouble()), "\"event\":\"batch_started\"");
        using var process = ActorLstmProcess.Start(arguments);
        moment.Await(process);
        return await process.WaitAsync();
    }
}
