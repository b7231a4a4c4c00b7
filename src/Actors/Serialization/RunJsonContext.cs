using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Runs;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Serialization;

/// <summary>
/// Events and snapshots as JSON: snake_case keys and words, NaN and infinity as strings. A property that a newer version added
/// is ignored; one that is missing is refused unless it has a default.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(Words<RunStatus>), typeof(Words<DivergencePolicy>), typeof(Words<KernelKind>), typeof(Words<StoppingRule>), typeof(Words<BatchFailurePolicy>)])]
[JsonSerializable(typeof(RunStarted))]
[JsonSerializable(typeof(RunResumed))]
[JsonSerializable(typeof(RunLimited))]
[JsonSerializable(typeof(EpochTrained))]
[JsonSerializable(typeof(CheckpointAdopted))]
[JsonSerializable(typeof(ProgressSaved))]
[JsonSerializable(typeof(SampleGenerated))]
[JsonSerializable(typeof(TrainingDiverged))]
[JsonSerializable(typeof(CheckpointLost))]
[JsonSerializable(typeof(CheckpointRestored))]
[JsonSerializable(typeof(TrainerReplaced))]
[JsonSerializable(typeof(SamplerReplaced))]
[JsonSerializable(typeof(RunPaused))]
[JsonSerializable(typeof(RunContinued))]
[JsonSerializable(typeof(RunEnded))]
[JsonSerializable(typeof(RunSnapshot))]
[JsonSerializable(typeof(BatchStarted))]
[JsonSerializable(typeof(BatchTaken))]
[JsonSerializable(typeof(MembersAdded))]
[JsonSerializable(typeof(MemberBegun))]
[JsonSerializable(typeof(MemberHeld))]
[JsonSerializable(typeof(MemberAdvanced))]
[JsonSerializable(typeof(MemberStopped))]
[JsonSerializable(typeof(MemberRetried))]
[JsonSerializable(typeof(MemberEnded))]
[JsonSerializable(typeof(BatchPaused))]
[JsonSerializable(typeof(BatchContinued))]
[JsonSerializable(typeof(BatchEnded))]
internal sealed partial class RunJsonContext : JsonSerializerContext
{
    /// <summary>The names of an enumeration as words; a number is none.</summary>
    internal sealed class Words<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
        where TEnum : struct, Enum;
}
