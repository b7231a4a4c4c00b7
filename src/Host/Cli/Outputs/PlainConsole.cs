using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorLstm.Host.Cli.Outputs;

/// <summary>
/// An output without escape codes, which receives text alone. Spectre.Console would reset the colors of the terminal that standard output is, whatever it
/// writes to: that throws when the terminal is closed.
/// </summary>
/// <param name="inner">The output as Spectre.Console makes it.</param>
internal sealed class PlainConsole(IAnsiConsole inner) : IAnsiConsole
{
    /// <inheritdoc/>
    public Profile Profile => inner.Profile;

    /// <inheritdoc/>
    public IAnsiConsoleCursor Cursor => inner.Cursor;

    /// <inheritdoc/>
    public IAnsiConsoleInput Input => inner.Input;

    /// <inheritdoc/>
    public IExclusivityMode ExclusivityMode => inner.ExclusivityMode;

    /// <inheritdoc/>
    public RenderPipeline Pipeline => inner.Pipeline;

    /// <inheritdoc/>
    public void Clear(bool home) => inner.Clear(home);

    /// <inheritdoc/>
    public void WriteAnsi(Action<AnsiWriter> action) => inner.WriteAnsi(action);

    /// <inheritdoc/>
    public void Write(IRenderable renderable) =>
        Profile.Out.Writer.Write(string.Concat(renderable.GetSegments(this).Where(segment => !segment.IsControlCode).Select(segment => segment.Text)));
}
