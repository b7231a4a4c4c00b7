using System.Text;

namespace ActorLstm.Host.Tests.Support;

/// <summary>Reads an output of a process as it comes, and tells when a text has appeared in it.</summary>
internal sealed class WatchedReader
{
    private readonly Lock gate = new();
    private readonly StringBuilder read = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> awaited = [];

    public WatchedReader(StreamReader reader) => Whole = ReadAsync(reader);

    /// <summary>All of it, once the process has closed it.</summary>
    public Task<string> Whole { get; }

    /// <summary>What has come so far.</summary>
    public string SoFar
    {
        get
        {
            lock (gate)
            {
                return read.ToString();
            }
        }
    }

    /// <summary>Ends when the text has appeared, or the output has ended.</summary>
    public Task Has(string text)
    {
        lock (gate)
        {
            if (Whole is { IsCompleted: true } || read.ToString().Contains(text, StringComparison.Ordinal))
            {
                return Task.CompletedTask;
            }

            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            awaited.Add((text, seen));
            return seen.Task;
        }
    }

    private async Task<string> ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        for (var count = await NextAsync(reader, buffer); count > 0; count = await NextAsync(reader, buffer))
        {
            lock (gate)
            {
                read.Append(buffer, 0, count);
                var text = read.ToString();
                awaited.FindAll(waiting => text.Contains(waiting.Text, StringComparison.Ordinal)).ForEach(waiting => waiting.Seen.TrySetResult());
            }
        }

        lock (gate)
        {
            awaited.ForEach(waiting => waiting.Seen.TrySetResult());
            return read.ToString();
        }
    }

    // A terminal that was closed, or that no program has any more, ends with an error.
    private static async Task<int> NextAsync(StreamReader reader, char[] buffer)
    {
        try
        {
            return await reader.ReadAsync(buffer);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
