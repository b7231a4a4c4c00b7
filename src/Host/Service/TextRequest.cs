using System.Globalization;
using ActorLstm.Host.Configuration;

namespace ActorLstm.Host.Service;

/// <summary>A text that somebody asks for. What is not given is as it was in the run.</summary>
internal sealed record TextRequest
{
    /// <summary>The epoch whose checkpoint is used; null for the last one.</summary>
    public int? Epoch { get; init; }

    /// <summary>The temperature, from 0 on; null for the first of the run.</summary>
    public double? Temperature { get; init; }

    /// <summary>Characters of the text.</summary>
    public int? Length { get; init; }

    /// <summary>The text to grow from; null for the run's window of that epoch.</summary>
    public string? SeedText { get; init; }

    /// <summary>What happens to a character of the seed text that the corpus lacks: error, skip or replace.</summary>
    public string? UnknownCharacters { get; init; }

    /// <summary>What a character depends on: window or carry.</summary>
    public string? Context { get; init; }

    /// <summary>How many of the likeliest characters may be drawn; 0 for all.</summary>
    public int? TopK { get; init; }

    /// <summary>Only the likeliest characters that together have this probability may be drawn; 1 for all.</summary>
    public double? TopP { get; init; }

    /// <summary>What the random numbers derive from; null for the run's seed, which gives the run's own text.</summary>
    public long? RandomSeed { get; init; }

    /// <summary>Which of the texts that one seed gives, from 0.</summary>
    public int Replica { get; init; }

    /// <summary>What stands for settings, above those of the run.</summary>
    public IReadOnlyList<SettingOverride> Overrides()
    {
        VerbOption?[] given =
        [
            Option("temperature", "sampling.temperatures", Temperature?.ToString("R", CultureInfo.InvariantCulture), isList: true),
            Option("length", "sampling.length", Length?.ToString(CultureInfo.InvariantCulture)),
            Option("unknown_characters", "corpus.unknown-characters", UnknownCharacters),
            Option("context", "sampling.context", Context),
            Option("top_k", "sampling.top-k", TopK?.ToString(CultureInfo.InvariantCulture)),
            Option("top_p", "sampling.top-p", TopP?.ToString("R", CultureInfo.InvariantCulture)),
        ];
        return [.. given.OfType<VerbOption>()];
    }

    private static VerbOption? Option(string option, string path, string? value, bool isList = false) =>
        value is null ? null : new VerbOption(option, path, value, isList);
}
