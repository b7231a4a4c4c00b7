using System.Reflection;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli.Usage;

/// <summary>An option of a verb.</summary>
/// <param name="Name">As it is typed, with its hyphens.</param>
/// <param name="Value">What its value is called in the help, for instance <c>DIR</c>; null for one without a value.</param>
/// <param name="Type">The type of its value.</param>
internal sealed record OptionSyntax(string Name, string? Value, Type Type);

/// <summary>What may stand after a verb.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Options">Its options.</param>
/// <param name="Arguments">What its arguments are called in the help.</param>
/// <param name="Required">How many of them are required: the first ones.</param>
/// <param name="TakesMore">Whether the last argument may be given several times.</param>
internal sealed record VerbSyntax(Verb Verb, IReadOnlyList<OptionSyntax> Options, IReadOnlyList<string> Arguments, int Required, bool TakesMore)
{
    /// <summary>The syntax of a verb, from the type of its settings.</summary>
    public static VerbSyntax Of(Verb verb)
    {
        var properties = verb.Settings.GetProperties();
        var arguments = properties
            .Select(property => (Argument: property.GetCustomAttribute<CommandArgumentAttribute>(), property.PropertyType))
            .Where(property => property.Argument is not null)
            .OrderBy(property => property.Argument!.Position)
            .ToList();
        return new VerbSyntax(
            verb,
            [.. properties.SelectMany(property => property.GetCustomAttributes<CommandOptionAttribute>().SelectMany(option => option.LongNames, (option, name) => new OptionSyntax($"--{name}", option.ValueName, property.PropertyType)))],
            [.. arguments.Select(argument => argument.Argument!.ValueName)],
            arguments.Count(argument => argument.Argument!.IsRequired),
            arguments is [.., { PropertyType.IsArray: true }]);
    }

    /// <summary>The option of a name; null where there is none.</summary>
    public OptionSyntax? Option(string name) => Options.FirstOrDefault(option => option.Name == name);

    /// <summary>A sentence that names the help of the verb.</summary>
    public string Help => $"See actorlstm {Verb.Name} --help.";
}
