using Spectre.Console;

namespace ActorLstm.Host.Tests.Cli.Displays;

/// <summary>A terminal whose output can be awaited.</summary>
internal sealed class Screen : StringWriter
{
    private readonly Lock gate = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> awaited = [];

    /// <summary>The terminal.</summary>
    public IAnsiConsole Console => AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(this) });

    /// <summary>Until something has been shown, from now on or before.</summary>
    public Task Shows(string text)
    {
        lock (gate)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            awaited.Add((text, seen));
            return seen.Task;
        }
    }

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        lock (gate)
        {
            base.Write(value);
            awaited.FindAll(waiting => GetStringBuilder().ToString().Contains(waiting.Text, StringComparison.Ordinal)).ForEach(waiting => waiting.Seen.TrySetResult());
        }
    }
}
