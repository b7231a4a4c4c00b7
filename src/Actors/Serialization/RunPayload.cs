using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ActorLstm.Actors.Serialization;

/// <summary>
/// Events and snapshots as the journal keeps them: JSON in UTF-8, then <c> #</c> and 16 hexadecimal digits of the sha256 over
/// manifest and JSON. So a byte that changed on the disk is noticed, and the table can be read in any SQL shell. A manifest names
/// the type and its version: what a manifest means never changes.
/// </summary>
public static class RunPayload
{
    private const int HashDigits = 16;

    private static readonly RunJsonContext Json = new(new JsonSerializerOptions(RunJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static readonly Dictionary<string, JsonTypeInfo> Types = new()
    {
        ["started-1"] = Json.RunStarted,
        ["resumed-1"] = Json.RunResumed,
        ["limited-1"] = Json.RunLimited,
        ["epoch-1"] = Json.EpochTrained,
        ["adopted-1"] = Json.CheckpointAdopted,
        ["progress-1"] = Json.ProgressSaved,
        ["sample-1"] = Json.SampleGenerated,
        ["diverged-1"] = Json.TrainingDiverged,
        ["lost-1"] = Json.CheckpointLost,
        ["restored-1"] = Json.CheckpointRestored,
        ["trainer-1"] = Json.TrainerReplaced,
        ["sampler-1"] = Json.SamplerReplaced,
        ["paused-1"] = Json.RunPaused,
        ["continued-1"] = Json.RunContinued,
        ["ended-1"] = Json.RunEnded,
        ["snapshot-1"] = Json.RunSnapshot,
        ["batch-started-1"] = Json.BatchStarted,
        ["batch-taken-1"] = Json.BatchTaken,
        ["members-added-1"] = Json.MembersAdded,
        ["member-begun-1"] = Json.MemberBegun,
        ["member-held-1"] = Json.MemberHeld,
        ["member-advanced-1"] = Json.MemberAdvanced,
        ["member-stopped-1"] = Json.MemberStopped,
        ["member-retried-1"] = Json.MemberRetried,
        ["member-ended-1"] = Json.MemberEnded,
        ["batch-paused-1"] = Json.BatchPaused,
        ["batch-continued-1"] = Json.BatchContinued,
        ["batch-ended-1"] = Json.BatchEnded,
    };

    private static readonly Dictionary<Type, string> Manifests = Types.ToDictionary(entry => entry.Value.Type, entry => entry.Key);

    /// <summary>The type that each manifest names.</summary>
    public static IReadOnlyDictionary<string, Type> TypesByManifest { get; } = Types.ToDictionary(entry => entry.Key, entry => entry.Value.Type);

    /// <summary>The manifest of an event or a snapshot.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static string ManifestOf(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Manifests.GetValueOrDefault(value.GetType())
            ?? throw new ArgumentException($"{value.GetType().FullName} has no place in a journal: give it a manifest in {nameof(RunPayload)}.", nameof(value));
    }

    /// <summary>The payload of an event or a snapshot.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static byte[] Write(object value)
    {
        var manifest = ManifestOf(value);
        var json = JsonSerializer.SerializeToUtf8Bytes(value, Types[manifest]);
        return [.. json, .. Seal(manifest, json)];
    }

    /// <summary>Whether a payload is as it was written.</summary>
    public static bool IsWhole(string manifest, ReadOnlySpan<byte> payload) =>
        payload.Length > HashDigits + 2 && payload[^(HashDigits + 2)..].SequenceEqual(Seal(manifest, JsonOf(payload)));

    /// <summary>The event or the snapshot of a payload.</summary>
    /// <exception cref="InvalidDataException">The payload was changed after it was written.</exception>
    /// <exception cref="OtherVersionException">Another version of the program wrote it, and this one cannot read it.</exception>
    public static object Read(string manifest, ReadOnlySpan<byte> payload)
    {
        if (!IsWhole(manifest, payload))
        {
            throw new InvalidDataException(
                $"An entry \"{manifest}\" of the journal was changed after it was written: its checksum does not fit. What came before it can be saved: resume the run, and the rest is set aside.");
        }

        if (!Types.TryGetValue(manifest, out var type))
        {
            throw new OtherVersionException($"The journal holds an entry \"{manifest}\", which a newer version of the program wrote: use that one.");
        }

        try
        {
            return JsonSerializer.Deserialize(JsonOf(payload), type) ?? throw new JsonException("it is empty.");
        }
        catch (JsonException fault)
        {
            throw new OtherVersionException($"The journal holds an entry \"{manifest}\" as no known version of the program writes it: {fault.Message}", fault);
        }
    }

    private static ReadOnlySpan<byte> JsonOf(ReadOnlySpan<byte> payload) => payload[..^(HashDigits + 2)];

    private static byte[] Seal(string manifest, ReadOnlySpan<byte> json)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(manifest));
        hash.AppendData(json);
        return Encoding.ASCII.GetBytes($" #{Convert.ToHexStringLower(hash.GetHashAndReset())[..HashDigits]}");
    }
}
