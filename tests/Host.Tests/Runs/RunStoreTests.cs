using System.Collections.Concurrent;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

public sealed class RunStoreTests : IDisposable
{
    private const string Document = """
        {"id": "x", "name": "first", "status": "completed", "reason": null, "corpus": {"name": "a", "sha256": "b", "characters": 1, "distinct": 1, "windows": 1, "origin": "c", "fallback": null},
         "parameters": 1, "seed": 1, "device": "cpu", "threads": 1, "epochs": 1, "epochs_trained": 1, "started_at": null, "ended_at": null, "versions": {}}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_relative_folder_starts_from_the_users_own()
    {
        folder.Write("elsewhere/run.json", Document);
        Find("elsewhere").Should().Be(folder["elsewhere"]);
    }

    [Fact]
    public void A_run_whose_document_is_damaged_is_found_by_its_id_and_one_beside_it_by_its_name()
    {
        folder.Write("runs/20260101-000000-aaaa/run.json", Document);
        folder.Write("runs/20260102-000000-bbbb/run.json", "");
        Find("first").Should().EndWith("aaaa");
        StoredRun.Read(Find("20260102")).Should().Match<StoredRun>(run => run.Document == null && run.Status == RunStatus.Interrupted && run.Reason == "it never began");
    }

    [Fact]
    [Trait("Case", "R6")]
    public void A_run_that_says_it_runs_is_interrupted_once_its_process_is_gone()
    {
        folder.Write("runs/20260101-000000-aaaa/run.json", Document.Replace("\"completed\"", "\"running\"", StringComparison.Ordinal));
        var owner = new RunOwner("here", 42, "token");
        using (RunLease.Take(folder["runs/20260101-000000-aaaa"], owner, TimeProvider.System))
        {
            StoredRun.Read(Find("first")).Should().Match<StoredRun>(run => run.Status == RunStatus.Running && run.Holder == owner);
        }

        StoredRun.Read(Find("first")).Should().Match<StoredRun>(run => run.Status == RunStatus.Interrupted && run.Reason == "its process ended without a word");
    }

    [Fact]
    public void The_newest_come_first()
    {
        foreach (var id in new[] { "20260102-000000-bbbb", "20260103-000000-aaaa", "20260101-000000-cccc" })
        {
            folder.Write($"runs/{id}/run.json", Document);
        }

        Store().Newest().Select(found => Path.GetFileName(found)[..8]).Should().Equal("20260103", "20260102", "20260101");
    }

    [Fact]
    [Trait("Case", "F55")]
    public void Two_processes_that_start_runs_at_the_same_instant_share_none()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero));
        var made = new ConcurrentBag<string>();

        Parallel.For(0, 8, _ =>
        {
            var store = Store();
            for (var run = 0; run < 50; run++)
            {
                made.Add(store.Create(time).Id);
            }
        });

        made.Should().HaveCount(400).And.OnlyHaveUniqueItems();
    }

    private string Find(string run) => Store().Names().Find(run).Folder;

    private RunStore Store() => new("runs", folder.Path);
}
