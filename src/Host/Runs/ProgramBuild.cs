using System.Reflection;

namespace ActorLstm.Host.Runs;

/// <summary>What tells two builds of the program apart.</summary>
/// <param name="Version">The version, such as <c>0.1.0</c>.</param>
/// <param name="Commit">The commit that it was built from, hexadecimal; <c>unknown</c> for a build without a repository.</param>
/// <param name="Tree">Whether its sources were those of the commit: <c>clean</c>, <c>modified</c>, or <c>unknown</c>.</param>
internal sealed record ProgramBuild(string Version, string Commit, string Tree)
{
    /// <summary>What is not known about a build.</summary>
    public const string Unknown = "unknown";

    private const int ShortCommit = 10;

    /// <summary>This program.</summary>
    public static ProgramBuild Current { get; } = Parse(
        typeof(ProgramBuild).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? Unknown);

    /// <summary>Version and commit for a line of text, such as <c>0.1.0 (commit 0123456789, modified)</c>.</summary>
    public override string ToString() => $"{Version} ({CommitInWords()})";

    private string CommitInWords() => Commit == Unknown
        ? "commit unknown"
        : $"commit {Commit[..Math.Min(ShortCommit, Commit.Length)]}{Tree switch { "clean" => "", Unknown => ", perhaps modified", _ => $", {Tree}" }}";

    /// <summary>Reads an informational version: <c>VERSION+COMMIT</c> or <c>VERSION+COMMIT.STATE</c>, as build/SourceState.targets writes it.</summary>
    public static ProgramBuild Parse(string informational)
    {
        var (version, rest) = Split(informational, '+');
        var (commit, tree) = Split(rest, '.');
        return commit.Length == 0 ? new(version, Unknown, Unknown) : new(version, commit, tree.Length == 0 ? "clean" : tree);
    }

    private static (string Before, string After) Split(string text, char mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, "");
}
