using System.Text;
using ActorLstm.Host.Cli.Outputs;
using Spectre.Console;

namespace ActorLstm.Host.Cli;

/// <summary>
/// The two outputs of the program: results go to <see cref="Out"/>, everything else to <see cref="Error"/>. Where one is
/// not a terminal it is plain, and no line of it is ever wrapped. Where it is one, text is visible there (<see cref="VisibleText"/>).
/// </summary>
internal sealed class Terminal : IDisposable
{
    // Spectre.Console wraps at 80 columns where there is no terminal, which breaks paths and JSON in scripts.
    private const int NeverWrapped = 1_000_000;

    private readonly CancellationTokenSource messagesLost = new();

    /// <summary>A terminal of two outputs.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="isOutputTerminal">Whether it is a terminal.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="isErrorTerminal">Whether it is a terminal.</param>
    /// <param name="canAsk">Whether somebody can answer a question.</param>
    internal Terminal(TextWriter output, bool isOutputTerminal, TextWriter error, bool isErrorTerminal, bool canAsk = false)
    {
        (Out, Results) = (Create(output, isOutputTerminal), isOutputTerminal ? Visible(output) : output);
        (Error, Messages) = (Create(error, isErrorTerminal), isErrorTerminal ? Visible(error) : error);
        CanAsk = canAsk;
    }

    /// <summary>Standard output, for results. Where it cannot be written, writing throws <see cref="OutputException"/>.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Standard error, for errors, logs and progress. Writing never throws; see <see cref="MessagesLost"/>.</summary>
    public IAnsiConsole Error { get; }

    /// <summary>Standard output for text: no markup, no wrapping. Each piece is written at once.</summary>
    public TextWriter Results { get; }

    /// <summary>Standard error for text.</summary>
    public TextWriter Messages { get; }

    /// <summary>Cancelled when standard error can no longer be written: its disk is full, or its reader has closed the pipe.</summary>
    public CancellationToken MessagesLost => messagesLost.Token;

    /// <summary>Whether both outputs are one terminal that can move its cursor: what is written to either shows on it.</summary>
    public bool IsScreen => Out.Profile.Capabilities.Ansi && Error.Profile.Capabilities.Ansi;

    /// <summary>Whether somebody can be asked: a script cannot.</summary>
    public bool CanAsk { get; }

    /// <summary>Asks for a yes or a no.</summary>
    public Task<bool> AskAsync(string question, CancellationToken cancellation) => new ConfirmationPrompt(question) { DefaultValue = false }.ShowAsync(Error, cancellation);

    /// <summary>The outputs of this process, in UTF-8.</summary>
    /// <param name="hungUp">Told when a terminal that the program writes to is closed.</param>
    public static Terminal Open(Action hungUp)
    {
#pragma warning disable RS0030 // Together with Standard the one place where the process's own outputs are opened.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var (isOutputTerminal, isErrorTerminal) = (!Console.IsOutputRedirected, !Console.IsErrorRedirected);
        Console.SetOut(TextWriter.Null); // What a library writes there by itself is no result.
        var canAsk = isErrorTerminal && !Console.IsInputRedirected;
#pragma warning restore RS0030
        Terminal? terminal = null;
        var error = Standard(StandardStream.Error);
        return terminal = new Terminal(
            Writer(new OutputStream(Standard(StandardStream.Output), FailResult)),
            isOutputTerminal,
            Writer(error is StandardStream { WasClosed: true } ? Stream.Null : new OutputStream(error, _ => LoseMessage())),
            isErrorTerminal,
            canAsk);

        void FailResult(Exception fault)
        {
            if (isOutputTerminal)
            {
                hungUp();
            }

            throw new OutputException(fault);
        }

        // No message can be shown now. It ends long-running displays, but not within this write.
        void LoseMessage()
        {
            if (isErrorTerminal)
            {
                hungUp();
            }
            else
            {
                _ = terminal?.messagesLost.CancelAsync();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => messagesLost.Dispose();

    /// <summary>Writes a line of a result as it stands.</summary>
    public void Result(string line) => Results.WriteLine(line);

    /// <summary>Writes a message for people as it stands.</summary>
    public void Message(string line) => Messages.WriteLine(line);

    /// <summary>Writes an error: the word in red, the message as it stands.</summary>
    public void Fault(string message)
    {
        Error.Markup("[red]error:[/] ");
        Message(message);
    }

    private static Stream Standard(int descriptor)
    {
        if (!OperatingSystem.IsWindows())
        {
            return new StandardStream(descriptor);
        }

#pragma warning disable RS0030
        return descriptor == StandardStream.Output ? Console.OpenStandardOutput() : Console.OpenStandardError();
#pragma warning restore RS0030
    }

    private static TextWriter Writer(Stream stream) => TextWriter.Synchronized(new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16_384) { AutoFlush = true });

    private static TextWriter Visible(TextWriter terminal) => TextWriter.Synchronized(new VisibleWriter(terminal));

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal)
    {
        var settings = new AnsiConsoleSettings { Out = new ScreenOutput(writer, isTerminal) };
        if (!isTerminal)
        {
            settings.Ansi = AnsiSupport.No;
            settings.ColorSystem = ColorSystemSupport.NoColors;
            settings.Interactive = InteractionSupport.No;
            settings.Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false };
        }

        var console = AnsiConsole.Create(settings);
        if (!isTerminal)
        {
            console.Profile.Width = NeverWrapped;
        }

        return console.Profile.Capabilities.Ansi || OperatingSystem.IsWindows() ? console : new PlainConsole(console);
    }
}
