using System.Text.Json.Serialization;

namespace ActorLstm.Model.Sampling;

/// <summary>Which texts are generated after an epoch: section <c>sampling</c> of the configuration.</summary>
public sealed record SamplingOptions
{
    // More than the threads of any machine that runs one process, and few enough for the memory of their states.
    private const int MostTextsAtOnce = 64;

    /// <summary>The temperatures, each finite and at least 0; 0 always takes the likeliest character.</summary>
    public IReadOnlyList<double> Temperatures { get; init; } = [0.2, 0.5, 1.0, 1.2];

    /// <summary>Characters of a text, at least 1; 400 in the book.</summary>
    public int Length { get; init; } = 400;

    /// <summary>The text to grow from; null draws a window of the corpus after each epoch.</summary>
    public string? SeedText { get; init; }

    /// <summary>Several texts to grow from, at least one; null for none, as where there is a <see cref="SeedText"/>.</summary>
    public IReadOnlyList<string>? SeedTexts { get; init; }

    /// <summary>Texts for each temperature and seed text, at least 1.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The seed texts that are given, in their order; none where a window of the corpus is drawn.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> GivenSeedTexts => SeedTexts ?? (SeedText is { } one ? [one] : []);

    /// <summary>The texts that are generated at each temperature.</summary>
    public int TextsOfTemperature => Replicas * Math.Max(1, GivenSeedTexts.Count);

    /// <summary>How much of the text before it each character depends on.</summary>
    public SamplingContext Context { get; init; } = SamplingContext.Window;

    /// <summary>Only this many likeliest characters may be drawn; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Only the likeliest characters that together have this probability may be drawn, above 0 to 1; 1 for all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Texts are generated after every epoch that this number divides, and after the last.</summary>
    public int EveryEpochs { get; init; } = 1;

    /// <summary>
    /// The most texts of a run that grow at once beside its trainer: those of an epoch, or enough to keep the cores busy. Memory depends on it.
    /// </summary>
    /// <param name="texts">Texts of an epoch.</param>
    /// <param name="epochs">Epochs that texts are generated after, or more.</param>
    /// <param name="cores">Cores of the machine.</param>
    /// <returns>1 to 64.</returns>
    public static int TextsAtOnce(int texts, int epochs, int cores) => (int)Math.Min((long)texts * epochs, Math.Clamp(Math.Max(texts, 2 * cores), 1, MostTextsAtOnce));

    /// <summary>Whether texts are generated after an epoch.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="epochs">The epochs of the run.</param>
    /// <param name="everyEpochs">Every how many epochs.</param>
    public static bool IsDueAfter(int epoch, int epochs, int everyEpochs) => epoch == epochs || epoch % everyEpochs == 0;
}

/// <summary>How much of the text before it each character depends on.</summary>
public enum SamplingContext
{
    /// <summary>The last <c>maxlen</c> characters alone, as in the book and as in training.</summary>
    Window,

    /// <summary>Everything since the seed text: the state is carried on.</summary>
    Carry,
}
