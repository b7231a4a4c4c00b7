using System.Text;
using Spectre.Console;

namespace ActorLstm.Host.Cli.Outputs;

/// <summary>An output as Spectre.Console writes to it.</summary>
/// <param name="writer">The output.</param>
/// <param name="isTerminal">Whether it is a terminal.</param>
internal sealed class ScreenOutput(TextWriter writer, bool isTerminal) : IAnsiConsoleOutput
{
    private readonly AnsiConsoleOutput size = new(writer); // It asks the terminal.

    /// <inheritdoc/>
    public TextWriter Writer => writer;

    /// <inheritdoc/>
    public bool IsTerminal => isTerminal;

    /// <inheritdoc/>
    public int Width => size.Width;

    /// <inheritdoc/>
    public int Height => size.Height;

    /// <inheritdoc/>
    public void SetEncoding(Encoding encoding)
    {
        // Always UTF-8.
    }
}
