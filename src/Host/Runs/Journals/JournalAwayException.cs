using ActorLstm.Model;
using Polly;
using Polly.Retry;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>The server that keeps the journal does not answer at the moment, or has ended the connection: nothing is wrong with what was asked.</summary>
internal sealed class JournalAwayException(string message, Exception cause) : InvalidInputException(message, cause)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(15);

    /// <summary>Does something again and again for as long as the journal is away: after a second, then less and less often, down to four times a minute.</summary>
    /// <param name="work">What is done; it leaves nothing behind where it fails.</param>
    /// <param name="report">Told in words what failed, each time.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<T> OutlastAsync<T>(Func<CancellationToken, Task<T>> work, Action<string> report, TimeProvider time, CancellationToken cancellation)
    {
        var retries = new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<JournalAwayException>(),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromSeconds(1),
            BackoffType = DelayBackoffType.Exponential,
            MaxDelay = LongestDelay,
            UseJitter = true,
            OnRetry = failed =>
            {
                report(failed.Outcome.Exception!.Message);
                return ValueTask.CompletedTask;
            },
        };
        return await new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(retries).Build().ExecuteAsync(async token => await work(token), cancellation);
    }
}
