using System.Text;
using Spectre.Console;

namespace ActorLstm.Host.Cli;

/// <summary>
/// The two outputs of the program: results go to <see cref="Out"/>, everything else to <see cref="Error"/>. Where one is
/// not a terminal it is plain, and no line of it is ever wrapped.
/// </summary>
internal sealed class Terminal
{
    // Spectre.Console wraps at 80 columns where there is no terminal, which breaks paths and JSON in scripts.
    private const int NeverWrapped = 1_000_000;

    private Terminal(IAnsiConsole output, IAnsiConsole error, bool canAsk)
    {
        Out = output;
        Error = error;
        CanAsk = canAsk;
    }

    /// <summary>Standard output, for results.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Standard error, for errors, logs and progress.</summary>
    public IAnsiConsole Error { get; }

    /// <summary>The outputs of this process, in UTF-8.</summary>
    public static Terminal Open()
    {
#pragma warning disable RS0030 // The one place where the process's own outputs are opened.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal(Create(Console.Out, Console.IsOutputRedirected), Create(Console.Error, Console.IsErrorRedirected), !Console.IsInputRedirected && !Console.IsErrorRedirected);
#pragma warning restore RS0030
    }

    /// <summary>Whether both outputs are one terminal that can move its cursor: what is written to either shows on it.</summary>
    public bool IsScreen => Out.Profile.Capabilities.Ansi && Error.Profile.Capabilities.Ansi;

    /// <summary>Whether somebody can be asked: a script cannot.</summary>
    public bool CanAsk { get; }

    /// <summary>Asks for a yes or a no.</summary>
    public Task<bool> AskAsync(string question, CancellationToken cancellation) => new ConfirmationPrompt(question) { DefaultValue = false }.ShowAsync(Error, cancellation);

    /// <summary>Standard output as it stands: no markup, no wrapping.</summary>
    public TextWriter Results => Out.Profile.Out.Writer;

    /// <summary>Standard error as it stands.</summary>
    public TextWriter Messages => Error.Profile.Out.Writer;

    /// <summary>Writes a result as it stands: no markup, no wrapping.</summary>
    public void Result(string line) => Results.WriteLine(line);

    /// <summary>Writes a message for people as it stands.</summary>
    public void Message(string line) => Tell(() => Messages.WriteLine(line));

    /// <summary>Writes an error: the word in red, the message as it stands.</summary>
    public void Fault(string message)
    {
        Tell(() => Error.Markup("[red]error:[/] "));
        Message(message);
    }

    // Where standard error is closed or full, there is nobody left to tell it; the exit code still does.
    private static void Tell(Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) };
        if (isRedirected)
        {
            settings.Ansi = AnsiSupport.No;
            settings.ColorSystem = ColorSystemSupport.NoColors;
            settings.Interactive = InteractionSupport.No;
            settings.Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false };
        }

        var console = AnsiConsole.Create(settings);
        if (isRedirected)
        {
            console.Profile.Width = NeverWrapped;
        }

        return console;
    }
}
