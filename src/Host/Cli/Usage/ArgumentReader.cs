using System.ComponentModel;

namespace ActorLstm.Host.Cli.Usage;

/// <summary>
/// Reads the arguments of the program before Spectre.Console.Cli does, which takes a value that begins with a hyphen for an option, drops an empty one,
/// and knows only the names of options when something is mistyped.
/// </summary>
internal static class ArgumentReader
{
    private static readonly string[] Help = ["--help", "-h", "-?"];

    /// <summary>The same arguments so that nothing in them can be mistaken: the verb, its arguments, and each option with its value in one word.</summary>
    /// <exception cref="UsageException">They are not a command line of this program.</exception>
    public static string[] Read(string[] arguments) => arguments switch
    {
        ["help"] => Help[..1],
        ["help", var verb, ..] => [Find(verb).Verb.Name, Help[0]],
        ["version"] => ["--version"],
        [] or [['-', ..]] => arguments,
        [['-', ..] option, ..] => throw new UsageException($"The verb comes first, before \"{option}\".", "Options follow the verb: actorlstm list --runs results. See actorlstm --help."),
        [var verb, .. var rest] => Read(Find(verb), rest),
    };

    private static VerbSyntax Find(string name) => Verbs.Find(name) is { } verb ? VerbSyntax.Of(verb) : throw Suggestions.UnknownVerb(name);

    private static string[] Read(VerbSyntax verb, string[] arguments)
    {
        var (options, others) = (new List<string>(), new List<string>());
        for (var index = 0; index < arguments.Length; index++)
        {
            var argument = arguments[index];
            if (Help.Contains(argument))
            {
                return [verb.Verb.Name, Help[0]];
            }

            if (argument is not ['-', _, ..])
            {
                others.Add(argument);
                continue;
            }

            var (name, value) = Split(argument);
            var option = verb.Option(name) ?? throw Suggestions.UnknownOption(verb, name, value ?? arguments.ElementAtOrDefault(index + 1));
            if (option.Value is null)
            {
                options.Add(Flag(verb, name, value));
                continue;
            }

            if (value is null)
            {
                value = ValueAfter(verb, option, arguments.ElementAtOrDefault(++index));
            }

            Check(verb, option, value, arguments.ElementAtOrDefault(index + 1));
            options.Add($"{name}={value}");
        }

        CheckArguments(verb, others);
        return [verb.Verb.Name, .. others, .. options];
    }

    private static (string Name, string? Value) Split(string argument) =>
        argument.AsSpan().IndexOfAny('=', ':') is var place and > 0 ? (argument[..place], argument[(place + 1)..]) : (argument, null);

    private static string Flag(VerbSyntax verb, string name, string? value) =>
        value is null ? name : throw new UsageException($"{name} takes no value; found \"{value}\".", $"Write {name} alone, or leave it out. {verb.Help}");

    private static string ValueAfter(VerbSyntax verb, OptionSyntax option, string? next)
    {
        if (next is null || Help.Contains(next))
        {
            throw new UsageException($"{option.Name} wants a value, and none follows it.", $"Write {option.Name} {option.Value}. {verb.Help}");
        }

        return verb.Option(Split(next).Name) is null
            ? next
            : throw new UsageException($"{option.Name} wants a value, and the option {Split(next).Name} follows it.", $"If that is the value, write {option.Name}={next} in one word. {verb.Help}");
    }

    private static void Check(VerbSyntax verb, OptionSyntax option, string value, string? next)
    {
        if (value.Length == 0 || (string.IsNullOrWhiteSpace(value) && option.Value != "TEXT"))
        {
            throw new UsageException($"{option.Name} wants a value, and the one that is given is {(value.Length == 0 ? "empty" : "blank")}.", $"Write {option.Name} {option.Value}, or leave the option out. {verb.Help}");
        }

        var type = Nullable.GetUnderlyingType(option.Type) ?? option.Type;
        if (type.IsPrimitive && !TypeDescriptor.GetConverter(type).IsValid(value))
        {
            throw new UsageException($"{option.Name} wants a {(type == typeof(double) ? "number, with a point for its fraction" : "whole number")}; found \"{value}\".", verb.Help);
        }

        if (option.Name == Suggestions.Set && !value.Contains('=', StringComparison.Ordinal))
        {
            var meant = next is null or ['-', ..] ? $"{value}=VALUE" : $"{value}={next.TrimStart('=')}";
            throw new UsageException($"--set wants a path, a = and a value in one word; found \"{value}\".", $"Did you mean {Suggestions.Set} {Suggestions.Shell(meant)}? {verb.Help}");
        }
    }

    private static void CheckArguments(VerbSyntax verb, List<string> given)
    {
        if (given.Count < verb.Required)
        {
            throw new UsageException($"{verb.Verb.Name} wants {verb.Arguments[given.Count]}, and it is missing.", $"For instance: actorlstm {string.Join(' ', verb.Verb.Examples[0])}. {verb.Help}");
        }

        if (given.Find(string.IsNullOrWhiteSpace) is { } blank)
        {
            throw new UsageException($"{verb.Verb.Name} wants {verb.Arguments[Math.Min(given.IndexOf(blank), verb.Arguments.Count - 1)]}, and the one that is given is {(blank.Length == 0 ? "empty" : "blank")}.", verb.Help);
        }

        if (given.Count > verb.Arguments.Count && !verb.TakesMore)
        {
            throw Suggestions.TooMany(verb, given[verb.Arguments.Count]);
        }
    }
}
