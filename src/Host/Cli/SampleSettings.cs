using System.ComponentModel;
using ActorLstm.Host.Cli.Remote;
using ActorLstm.Host.Configuration;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary>What <c>sample</c> takes. What stands for a setting is a text here: it is checked as a configuration is.</summary>
internal sealed class SampleSettings : CommandSettings
{
    [CommandArgument(0, "<RUN>")]
    [Description("The run: its folder, its id, its name (the newest run of that name), or the beginning of its id.")]
    public string Run { get; init; } = "";

    [CommandOption("--epoch <N>")]
    [Description("The epoch whose checkpoint is used; the last one otherwise.")]
    public int? Epoch { get; init; }

    [CommandOption("--temperature <T,...>")]
    [Description("The temperatures, separated by commas, or ranges of them such as 0.1..2.0 by 0.1; those of the run otherwise. 0 always takes the likeliest character.")]
    public string? Temperature { get; init; }

    [CommandOption("--length <N>")]
    [Description("Characters of a text.")]
    public string? Length { get; init; }

    [CommandOption("--seed-text <TEXT>")]
    [Description("The text to grow from; the run's window of that epoch otherwise.")]
    public string? SeedText { get; init; }

    [CommandOption("--unknown-characters <error|skip|replace>")]
    [Description("What happens to a character of the seed text that the corpus lacks: error refuses the text, skip leaves it out, replace puts a space.")]
    public string? UnknownCharacters { get; init; }

    [CommandOption("--count <N>")]
    [Description("Texts for each temperature.")]
    public string? Count { get; init; }

    [CommandOption("--context <window|carry>")]
    [Description("What a character depends on: window, the last maxlen characters; carry, everything since the seed text.")]
    public string? Context { get; init; }

    [CommandOption("--top-k <N>")]
    [Description("How many of the likeliest characters may be drawn; 0 for all.")]
    public string? TopK { get; init; }

    [CommandOption("--top-p <P>")]
    [Description("Only the likeliest characters that together have this probability may be drawn; 1 for all.")]
    public string? TopP { get; init; }

    [CommandOption("--random-seed <N>")]
    [Description("What the random numbers derive from; the run's seed otherwise, which gives the run's own texts.")]
    public long? RandomSeed { get; init; }

    [CommandOption(RunsOption.Template)]
    [Description(RunsOption.Description)]
    public string? Runs { get; init; }

    [CommandOption(ServerOption.Template)]
    [Description(ServerOption.Description)]
    public string? Server { get; init; }

    [CommandOption("--json")]
    [Description("Print one JSON object a text, as in samples.jsonl.")]
    public bool Json { get; init; }

    /// <summary>The options that stand for settings, above those of the run.</summary>
    public IReadOnlyList<SettingOverride> Overrides()
    {
        VerbOption?[] given =
        [
            Option("--temperature", "sampling.temperatures", Temperature, isList: true),
            Option("--length", "sampling.length", Length),
            Option("--unknown-characters", "corpus.unknown-characters", UnknownCharacters),
            Option("--count", "sampling.replicas", Count),
            Option("--context", "sampling.context", Context),
            Option("--top-k", "sampling.top-k", TopK),
            Option("--top-p", "sampling.top-p", TopP),
        ];
        return [.. given.OfType<VerbOption>()];
    }

    private static VerbOption? Option(string option, string path, string? value, bool isList = false) =>
        value is null ? null : new VerbOption(option, path, value, isList);
}
