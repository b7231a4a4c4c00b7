using System.Text.Json.Nodes;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Model;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

[Trait("Case", "R5")]
public sealed class RunLeaseTests : IDisposable
{
    private static readonly RunOwner First = new("first-host", 11, "one");
    private static readonly RunOwner Second = new("second-host", 22, "two");
    private static readonly DateTimeOffset Moment = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(Moment);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Nobody_holds_a_run_that_nobody_took()
    {
        RunLease.HolderOf(folder.Path).Should().BeNull();
        RunLease.HolderOf(folder["nowhere"]).Should().BeNull();
    }

    [Fact]
    public void One_process_holds_a_run_at_a_time_and_its_end_frees_it()
    {
        using (Take(First))
        {
            RunLease.HolderOf(folder.Path).Should().Be(First);
            FluentActions.Invoking(() => Take(Second)).Should().Throw<RunHeldException>()
                .WithMessage($"The run in {folder.Path} is at work in process 11 on first-host since 2026-03-14 15:09:26 (UTC).")
                .Which.Owner.Should().Be(First);
        }

        RunLease.HolderOf(folder.Path).Should().BeNull();
        using var second = Take(Second);
        RunLease.HolderOf(folder.Path).Should().Be(Second);
    }

    [Fact]
    public void Whoever_only_looks_keeps_nobody_from_taking_it()
    {
        using var stop = new CancellationTokenSource();
        using (Take(First))
        {
        }

        var looking = Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                RunLease.HolderOf(folder.Path);
            }
        })).ToList();
        looking.ForEach(thread => thread.Start());
        try
        {
            for (var i = 0; i < 200; i++)
            {
                using var lease = RunLease.Take(folder.Path, Second, TimeProvider.System);
            }
        }
        finally
        {
            stop.Cancel();
            looking.ForEach(thread => thread.Join());
        }
    }

    [Fact]
    public void Of_many_that_take_it_at_once_one_gets_it()
    {
        using var barrier = new Barrier(4);
        var leases = new RunLease?[4];
        var threads = Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            barrier.SignalAndWait();
            try
            {
                leases[number] = RunLease.Take(folder.Path, new RunOwner("host", number, ""), TimeProvider.System);
            }
            catch (RunHeldException)
            {
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        leases.OfType<RunLease>().Should().ContainSingle().Which.Dispose();
    }

    [Fact]
    public void Files_that_a_killed_process_left_hold_nothing()
    {
        folder.Write(RunLease.LockFile, "");
        folder.Write(RunLease.OwnerFile, """{"host":"first-host","process":11,"token":"one","since":"2026-03-14T15:09:26+00:00"}""");
        RunLease.HolderOf(folder.Path).Should().BeNull();
        using var lease = Take(Second);
        JsonNode.Parse(File.ReadAllText(folder[RunLease.OwnerFile]))!["process"]!.GetValue<int>().Should().Be(22);
    }

    [Fact]
    public void A_run_whose_holder_left_no_readable_name_is_held_all_the_same()
    {
        using var lease = Take(First);
        folder.Write(RunLease.OwnerFile, "{\"host\":");
        RunLease.HolderOf(folder.Path).Should().NotBeNull();
        FluentActions.Invoking(() => Take(Second)).Should().Throw<RunHeldException>().WithMessage("*in another process, whose number is not known.");
    }

    [Fact]
    public void A_folder_has_one_lease_under_all_its_names()
    {
        Directory.CreateDirectory(folder["run"]);
        using var lease = RunLease.Take(folder["run"], First, time);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows moves no folder that holds an open file, and makes links for some users only.");
        Directory.CreateSymbolicLink(folder["link"], folder["run"]);
        RunLease.HolderOf(folder["link"]).Should().Be(First);
        Directory.Move(folder["run"], folder["moved"]);
        RunLease.HolderOf(folder["moved"]).Should().Be(First);
        FluentActions.Invoking(() => RunLease.Take(folder["moved"], Second, time)).Should().Throw<RunHeldException>();
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named_and_can_still_be_looked_at()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Needs a user whom the rights of a folder keep from writing it.");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        FluentActions.Invoking(() => Take(First)).Should().Throw<InvalidInputException>().WithMessage($"The run in {folder.Path} cannot be worked on: *denied*");
        RunLease.HolderOf(folder.Path).Should().BeNull();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void A_folder_that_is_gone_is_named() =>
        FluentActions.Invoking(() => RunLease.Take(folder["nowhere"], First, time)).Should().Throw<InvalidInputException>().WithMessage("*nowhere*cannot be worked on*");

    private RunLease Take(RunOwner owner) => RunLease.Take(folder.Path, owner, time);
}
