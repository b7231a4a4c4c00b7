using System.Threading.Channels;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

public sealed class RunRequestsTests : IDisposable
{
    private static readonly RunRequest Pause = new(RequestKind.Pause, "one");
    private static readonly RunRequest Cancel = new(RequestKind.Cancel, "two");

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private readonly CancellationTokenSource ended = new();
    private readonly Channel<RunRequest> carriedOut = Channel.CreateUnbounded<RunRequest>();

    public void Dispose()
    {
        folder.Dispose();
        ended.Dispose();
    }

    [Fact]
    public async Task Requests_are_carried_out_in_their_order_and_none_takes_the_place_of_another()
    {
        var requests = new RunRequests(folder.Path, time);
        var watching = requests.WatchAsync(request => carriedOut.Writer.TryWrite(request), ended.Token);
        requests.TrySend(Pause).Should().BeTrue();
        requests.TrySend(Cancel).Should().BeFalse("the first is not taken yet");
        (await NextAsync()).Should().Be(Pause);
        requests.TrySend(Cancel).Should().BeTrue();
        (await NextAsync()).Should().Be(Cancel);
        requests.IsWaiting.Should().BeFalse();
        Directory.EnumerateFileSystemEntries(folder.Path).Should().BeEmpty();
        await ended.CancelAsync();
        await watching;
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"request\":\"dance\",\"by\":\"x\"}")]
    [InlineData("{\"request\":\"pau")]
    public async Task What_is_no_request_is_removed_and_nothing_comes_of_it(string text)
    {
        folder.Write(RunRequests.FileName, text);
        var requests = new RunRequests(folder.Path, time);
        var watching = requests.WatchAsync(request => carriedOut.Writer.TryWrite(request), ended.Token);
        while (requests.IsWaiting)
        {
            time.Advance(RunRequests.Pace);
            await Task.Yield();
        }

        requests.TrySend(Pause).Should().BeTrue();
        (await NextAsync()).Should().Be(Pause);
        await ended.CancelAsync();
        await watching;
    }

    [Fact]
    public void A_request_is_taken_back_by_who_made_it_alone()
    {
        var requests = new RunRequests(folder.Path, time);
        requests.TrySend(Pause);
        requests.Withdraw(Cancel);
        requests.IsWaiting.Should().BeTrue();
        File.ReadAllText(folder[RunRequests.FileName]).Should().Be("{\"request\":\"pause\",\"by\":\"one\"}\n");
        requests.Withdraw(Pause);
        requests.IsWaiting.Should().BeFalse();
    }

    [Fact]
    public void A_request_that_is_taken_at_the_moment_in_which_it_is_taken_back_is_no_fault()
    {
        var requests = new RunRequests(folder.Path, time);
        using var stop = new CancellationTokenSource();
        var taking = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                requests.Clear();
            }
        });
        taking.Start();
        try
        {
            for (var i = 0; i < 2000; i++)
            {
                requests.TrySend(Pause);
                requests.Withdraw(Pause);
            }
        }
        finally
        {
            stop.Cancel();
            taking.Join();
        }
    }

    [Fact]
    public void Each_request_is_a_command_to_the_run()
    {
        Pause.ToCommand().Should().BeOfType<PauseRun>();
        Cancel.ToCommand().Should().BeOfType<CancelRun>();
        new RunRequest(RequestKind.Continue, "").ToCommand().Should().BeOfType<ContinueRun>();
    }

    private async Task<RunRequest> NextAsync()
    {
        RunRequest? request;
        while (!carriedOut.Reader.TryRead(out request))
        {
            time.Advance(RunRequests.Pace);
            await Task.Yield();
        }

        return request;
    }
}
