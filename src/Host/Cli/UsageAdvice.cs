using System.Reflection;
using F23.StringSimilarity;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary>What a mistyped command line probably meant.</summary>
internal static class UsageAdvice
{
    private const double FarthestEdits = 3;

    private static readonly Damerau Edits = new();

    /// <summary>A sentence that names the option that was probably meant, if one was mistyped, and the help page.</summary>
    public static string For(string[] arguments)
    {
        var verb = Verbs.Find(arguments.FirstOrDefault());
        if (verb is null)
        {
            return "See actorlstm --help.";
        }

        var options = OptionsOf(verb);
        var unknown = arguments.Skip(1).Select(argument => argument.Split('=')[0])
            .FirstOrDefault(argument => argument.StartsWith("--", StringComparison.Ordinal) && !options.Contains(argument));
        var meant = unknown is null ? null : options.MinBy(option => Edits.Distance(unknown, option));
        var advice = meant is not null && Edits.Distance(unknown!, meant) <= FarthestEdits ? $"Did you mean {meant}? " : "";
        return $"{advice}See actorlstm {verb.Name} --help.";
    }

    private static List<string> OptionsOf(Verb verb) =>
    [
        "--help",
        .. verb.Settings.GetProperties()
            .SelectMany(property => property.GetCustomAttributes<CommandOptionAttribute>())
            .SelectMany(option => option.LongNames)
            .Select(name => $"--{name}"),
    ];
}
