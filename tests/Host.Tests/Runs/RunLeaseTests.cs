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
            FluentActions.Invoking(() => RunLease.Take(folder.Path, Second, TimeProvider.System)).Should().Throw<RunHeldException>()
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
    public async Task Who_mends_the_files_does_not_work_on_the_run_and_is_waited_for()
    {
        var mending = RunLease.Take(folder.Path, First, time, LeasePurpose.Mending);
        RunLease.HolderOf(folder.Path).Should().BeNull();
        var clock = new WatchedTime();
        var taking = Task.Run(() => RunLease.Take(folder.Path, Second, clock));
        await Task.WhenAny(taking, clock.Waits);
        mending.Dispose();
        await AdvanceAsync(clock, taking);
        using var second = await taking;
        RunLease.HolderOf(folder.Path).Should().Be(Second);
    }

    [Fact]
    public async Task Who_mends_without_an_end_is_named_after_half_a_minute()
    {
        using var mending = RunLease.Take(folder.Path, First, time, LeasePurpose.Mending);
        var clock = new WatchedTime();
        var taking = Task.Run(() => RunLease.Take(folder.Path, Second, clock));
        await AdvanceAsync(clock, taking);
        await FluentActions.Awaiting(() => taking).Should().ThrowAsync<RunHeldException>()
            .WithMessage($"The run in {folder.Path} has its files mended by process 11 on first-host since 2026-03-14 15:09:26 (UTC).");
        (clock.GetUtcNow() - clock.Start).Should().BeGreaterThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Who_took_it_a_moment_ago_is_not_taken_for_the_killed_process_whose_name_still_stands_there()
    {
        const string killed = """{"host":"first-host","process":11,"token":"one","since":"2026-03-14T15:09:26+00:00"}""";
        using var mending = RunLease.Take(folder.Path, Second, time, LeasePurpose.Mending);
        folder.Write(RunLease.OwnerFile, killed);
        var clock = new WatchedTime();
        var taking = Task.Run(() => RunLease.Take(folder.Path, Second, clock));
        await Task.WhenAny(taking, clock.Waits);
        taking.IsCompleted.Should().BeFalse();
        mending.Dispose();
        await AdvanceAsync(clock, taking);
        (await taking).Dispose();
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
    public void A_lease_that_is_ended_twice_leaves_the_next_one_alone()
    {
        var first = Take(First);
        first.Dispose();
        using var second = Take(Second);
        first.Dispose();
        RunLease.HolderOf(folder.Path).Should().Be(Second);
    }

    [Fact]
    public void What_says_that_the_files_are_unfinished_stays_until_they_are_made_up()
    {
        folder.Write(RunLease.OwnerFile, "{}");
        using (Take(First))
        {
        }

        RunLease.WasLeftUnfinished(folder.Path).Should().BeTrue();
        using (var mending = Take(Second))
        {
            mending.IsUnfinished = false;
        }

        RunLease.WasLeftUnfinished(folder.Path).Should().BeFalse();
    }

    [Fact]
    public void A_run_whose_holder_left_no_readable_name_is_held_all_the_same()
    {
        using var lease = Take(First);
        folder.Write(RunLease.OwnerFile, "{\"host\":");
        RunLease.HolderOf(folder.Path).Should().NotBeNull();
        FluentActions.Invoking(() => RunLease.Take(folder.Path, Second, TimeProvider.System)).Should().Throw<RunHeldException>().WithMessage("*in another process, whose number is not known.");
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
        FluentActions.Invoking(() => RunLease.Take(folder["moved"], Second, TimeProvider.System)).Should().Throw<RunHeldException>();
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

    private static async Task AdvanceAsync(FakeTimeProvider clock, Task until)
    {
        while (!until.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }
    }

    // Tells when somebody begins to wait.
    private sealed class WatchedTime : FakeTimeProvider
    {
        private readonly TaskCompletionSource waits = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waits => waits.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            waits.TrySetResult();
            return timer;
        }
    }
}
