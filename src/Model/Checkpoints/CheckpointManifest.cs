using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Training;

namespace ActorLstm.Model.Checkpoints;

/// <summary>
/// The page that describes a checkpoint, <c>checkpoint.json</c>. At the end of an epoch it holds no time and no
/// path, so that the same run writes the same bytes wherever and whenever it runs.
/// </summary>
public sealed record CheckpointManifest
{
    /// <summary>The version of the format that this program writes and reads.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
    };

    /// <summary>The version of the format.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The epoch that it was written after, or in, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>How far the epoch was, where it was written in the middle of it; null at its end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CheckpointProgress? Progress { get; init; }

    /// <summary>Steps that the optimizer has taken.</summary>
    public required long Steps { get; init; }

    /// <summary>Mean training loss of the epoch so far, nats a character.</summary>
    public required double Loss { get; init; }

    /// <summary>The loss on the part of the corpus that is not trained on, nats a character; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationLoss { get; init; }

    /// <summary>The run's seed.</summary>
    public required long Seed { get; init; }

    /// <summary>The text that the epoch's samples grow from.</summary>
    public required string SeedText { get; init; }

    /// <summary>The corpus that it was trained on.</summary>
    public required CheckpointCorpus Corpus { get; init; }

    /// <summary>The alphabet, its characters one after the other in their order.</summary>
    public required string Vocabulary { get; init; }

    /// <summary>How the text was cut.</summary>
    public required WindowOptions Windows { get; init; }

    /// <summary>The shape of the network.</summary>
    [JsonPropertyName("model")]
    public required NetworkOptions Network { get; init; }

    /// <summary>The optimizer whose state is stored.</summary>
    public required OptimizerOptions Optimizer { get; init; }

    /// <summary>The files beside the manifest, by name.</summary>
    public IReadOnlyDictionary<string, CheckpointFile> Files { get; init; } = new Dictionary<string, CheckpointFile>();

    /// <summary>The alphabet as the model uses it.</summary>
    [JsonIgnore]
    public Vocabulary Alphabet => Corpora.Vocabulary.Stored(Vocabulary);

    /// <summary>The bytes of the file.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>The version of the format of a file, whatever else it holds.</summary>
    /// <exception cref="JsonException">It names none.</exception>
    public static int FormatOf(ReadOnlySpan<byte> content) => JsonSerializer.Deserialize<AnyManifest>(content, Json)?.Format
        ?? throw new JsonException("It names no format.");

    /// <summary>Reads the bytes of the file.</summary>
    /// <exception cref="JsonException">They are no manifest.</exception>
    public static CheckpointManifest Read(ReadOnlySpan<byte> content) => JsonSerializer.Deserialize<CheckpointManifest>(content, Json)
        ?? throw new JsonException("The manifest is empty.");

    private sealed record AnyManifest(int? Format);
}

/// <summary>The corpus of a checkpoint.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">The hash of its file.</param>
/// <param name="Characters">Characters of the text.</param>
/// <param name="Reading">How it was read: a seed text is treated the same way.</param>
public sealed record CheckpointCorpus(string Name, string Sha256, long Characters, CorpusOptions Reading);

/// <summary>How far an epoch is.</summary>
/// <param name="Batch">Batches of it that are done, at least 1.</param>
/// <param name="Sequences">Windows of it that are done.</param>
/// <param name="LossSum">The sum of their losses, nats.</param>
/// <param name="RecentLoss">The running mean of the losses of the epoch's batches, nats a character.</param>
/// <param name="Seconds">Time spent on it.</param>
public sealed record CheckpointProgress(int Batch, long Sequences, double LossSum, double RecentLoss, double Seconds);

/// <summary>One file of a checkpoint.</summary>
/// <param name="Sha256">Its hash.</param>
/// <param name="Bytes">Its length.</param>
public sealed record CheckpointFile(string Sha256, long Bytes);
