using System.ComponentModel;
using System.Reflection;
using F23.StringSimilarity;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary>What a mistyped command line probably meant.</summary>
internal static class UsageAdvice
{
    private const double FarthestEdits = 3;

    private static readonly Damerau Edits = new();

    /// <summary>Names an option whose value is not of its type, if there is one, which the parser's own message does not.</summary>
    public static string? WrongValue(string[] arguments)
    {
        foreach (var (option, value) in Given(arguments))
        {
            var type = Verbs.Find(arguments.FirstOrDefault()) is { } verb ? OptionsOf(verb).GetValueOrDefault(option) : null;
            type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
            if (type is { IsPrimitive: true } && type != typeof(bool) && value is not null && !TypeDescriptor.GetConverter(type).IsValid(value))
            {
                return $"{option} wants a {(type == typeof(double) ? "number, with a point for its fraction" : "whole number")}; found {value}.";
            }
        }

        return null;
    }

    /// <summary>A sentence that names the option that was probably meant, if one was mistyped, and the help page.</summary>
    public static string For(string[] arguments)
    {
        if (Verbs.Find(arguments.FirstOrDefault()) is not { } verb)
        {
            return "See actorlstm --help.";
        }

        var options = OptionsOf(verb).Keys;
        var unknown = Given(arguments).Select(given => given.Option).FirstOrDefault(option => !options.Contains(option));
        var meant = unknown is null ? null : options.MinBy(option => Edits.Distance(unknown, option));
        var advice = meant is not null && Edits.Distance(unknown!, meant) <= FarthestEdits ? $"Did you mean {meant}? " : "";
        return $"{advice}See actorlstm {verb.Name} --help.";
    }

    // The options of the line and what follows them: --option value, or --option=value.
    private static IEnumerable<(string Option, string? Value)> Given(string[] arguments) => arguments
        .Select((argument, index) => argument.Split('=', 2) is [var option, var value] ? (option, value) : (argument, arguments.ElementAtOrDefault(index + 1)))
        .Where(given => given.Item1.StartsWith("--", StringComparison.Ordinal));

    private static Dictionary<string, Type> OptionsOf(Verb verb)
    {
        var options = new Dictionary<string, Type> { ["--help"] = typeof(bool) };
        foreach (var property in verb.Settings.GetProperties())
        {
            foreach (var name in property.GetCustomAttributes<CommandOptionAttribute>().SelectMany(option => option.LongNames))
            {
                options[$"--{name}"] = property.PropertyType;
            }
        }

        return options;
    }
}
