using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ActorLstm.Actors.Messages;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Actors.Serialization;

/// <summary>
/// Messages between the nodes of a cluster as bytes: JSON in UTF-8 under a manifest that names the type and its version. What a manifest
/// means never changes, so that nodes of two versions understand each other.
/// </summary>
public static class ClusterPayload
{
    private static readonly Dictionary<string, JsonTypeInfo> Types = new()
    {
        ["order-texts-1"] = ClusterJsonContext.Default.OrderTexts,
        ["sampler-ready-1"] = ClusterJsonContext.Default.SamplerReady,
        ["generate-texts-1"] = ClusterJsonContext.Default.GenerateTexts,
        ["forget-texts-1"] = ClusterJsonContext.Default.ForgetTexts,
        ["texts-failed-1"] = ClusterJsonContext.Default.TextsFailed,
        ["texts-returned-1"] = ClusterJsonContext.Default.TextsReturned,
        ["sample-advanced-1"] = ClusterJsonContext.Default.SampleAdvanced,
        ["sample-finished-1"] = ClusterJsonContext.Default.SampleFinished,
        ["checkpoint-unusable-1"] = ClusterJsonContext.Default.CheckpointUnusable,
        ["send-checkpoint-file-1"] = ClusterJsonContext.Default.SendCheckpointFile,
        ["get-sample-queue-1"] = ClusterJsonContext.Default.GetSampleQueue,
        ["sample-queue-1"] = ClusterJsonContext.Default.SampleQueueView,
        ["keep-run-1"] = ClusterJsonContext.Default.KeepRun,
        ["run-stands-1"] = ClusterJsonContext.Default.RunStands,
        ["run-advanced-1"] = ClusterJsonContext.Default.RunAdvanced,
        ["run-delayed-1"] = ClusterJsonContext.Default.RunDelayed,
        ["run-left-1"] = ClusterJsonContext.Default.RunLeft,
        ["run-refused-1"] = ClusterJsonContext.Default.RunRefused,
        ["node-stands-1"] = ClusterJsonContext.Default.NodeStands,
    };

    private static readonly Dictionary<Type, string> Manifests = Types.ToDictionary(entry => entry.Value.Type, entry => entry.Key);

    /// <summary>The type that each manifest names.</summary>
    public static IReadOnlyDictionary<string, Type> TypesByManifest { get; } = Types.ToDictionary(entry => entry.Key, entry => entry.Value.Type);

    /// <summary>The manifest of a message.</summary>
    /// <exception cref="ArgumentException">It goes to no other node.</exception>
    public static string ManifestOf(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Manifests.GetValueOrDefault(message.GetType())
            ?? throw new ArgumentException($"{message.GetType().FullName} is sent to no other node: give it a manifest in {nameof(ClusterPayload)}.", nameof(message));
    }

    /// <summary>The payload of a message.</summary>
    /// <exception cref="ArgumentException">It goes to no other node.</exception>
    public static byte[] Write(object message) => JsonSerializer.SerializeToUtf8Bytes(message, Types[ManifestOf(message)]);

    /// <summary>The message of a payload.</summary>
    /// <exception cref="OtherVersionException">No version of the program that this one knows wrote it.</exception>
    public static object Read(string manifest, ReadOnlySpan<byte> payload)
    {
        if (!Types.TryGetValue(manifest, out var type))
        {
            throw new OtherVersionException($"A node sends \"{manifest}\", which only a newer version of the program understands.");
        }

        try
        {
            return JsonSerializer.Deserialize(payload, type) ?? throw new JsonException("it is empty.");
        }
        catch (JsonException fault)
        {
            throw new OtherVersionException($"A node sends \"{manifest}\" as no known version of the program writes it: {fault.Message}", fault);
        }
    }
}

/// <summary>Messages between nodes as JSON: snake_case keys and words, NaN and infinity as strings.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(RunJsonContext.Words<SamplingContext>), typeof(RunJsonContext.Words<RunOrderKind>)])]
[JsonSerializable(typeof(OrderTexts))]
[JsonSerializable(typeof(SamplerReady))]
[JsonSerializable(typeof(GenerateTexts))]
[JsonSerializable(typeof(ForgetTexts))]
[JsonSerializable(typeof(TextsFailed))]
[JsonSerializable(typeof(TextsReturned))]
[JsonSerializable(typeof(SampleAdvanced))]
[JsonSerializable(typeof(SampleFinished))]
[JsonSerializable(typeof(CheckpointUnusable))]
[JsonSerializable(typeof(SendCheckpointFile))]
[JsonSerializable(typeof(GetSampleQueue))]
[JsonSerializable(typeof(SampleQueueView))]
[JsonSerializable(typeof(KeepRun))]
[JsonSerializable(typeof(RunStands))]
[JsonSerializable(typeof(RunAdvanced))]
[JsonSerializable(typeof(RunDelayed))]
[JsonSerializable(typeof(RunLeft))]
[JsonSerializable(typeof(RunRefused))]
[JsonSerializable(typeof(NodeStands))]
internal sealed partial class ClusterJsonContext : JsonSerializerContext;
