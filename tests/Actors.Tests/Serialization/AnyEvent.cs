using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;
using CsCheck;

namespace ActorLstm.Actors.Tests.Serialization;

/// <summary>Events with arbitrary values: no number too large, no text too odd.</summary>
internal static class AnyEvent
{
    private static readonly Gen<double> Numbers = Gen.Frequency(
        (3, Gen.Double), (1, Gen.Const(double.NaN)), (1, Gen.Const(double.PositiveInfinity)), (1, Gen.Const(double.NegativeInfinity)), (1, Gen.Const(-0.0)));

    private static readonly Gen<string> Texts = Gen.Frequency(
        (3, Gen.String[Gen.Char["abc \n\t\"\\/'<>&#{}äß\u2028\u0001\u007fж"], 0, 30]), (1, Gen.Const("😀 one 𝄞 two")), (1, Gen.Const(" #0123456789abcdef")));

    private static readonly Gen<DateTimeOffset> Times = Gen.Select(Gen.Long[0, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay], Gen.Int[-12, 12])
        .Select((ticks, hours) => new DateTimeOffset(ticks, TimeSpan.Zero).AddDays(0.5).ToOffset(TimeSpan.FromHours(hours)));

    private static readonly Gen<CheckpointRef> Checkpoints = Gen.Select(Gen.String[Gen.Char["0123456789abcdef"], 64, 64], Gen.Long, Gen.Int, Gen.Int).Select((hash, length, epoch, batch) => new CheckpointRef(hash, length, epoch, batch));

    private static readonly Gen<SampleKey> Keys = Gen.Select(Gen.Int, Numbers, Gen.Int).Select((epoch, temperature, replica) => new SampleKey(epoch, temperature, replica));

    private static readonly Gen<RunFacts> Facts = Gen.Select(Texts, Gen.Long, Gen.Int, Gen.Dictionary(Texts, Texts)[0, 3])
        .Select((text, number, small, versions) => new RunFacts
        {
            Id = text,
            Name = text,
            Corpus = new CorpusFacts(text, text, small, small, small, text, small % 2 == 0 ? null : text),
            Parameters = number,
            Seed = number,
            Device = text,
            Threads = small,
            Kernel = (small % 3) switch { 0 => null, 1 => KernelKind.Torch, _ => KernelKind.Fused },
            Versions = versions,
            Machine = small % 2 == 0 ? null : new Machine(text, small, small % 3 == 0 ? null : text, small % 5 == 0 ? null : number, small % 7 == 0 ? null : new Dictionary<string, string> { ["any"] = text }),
        });

    private static readonly Gen<RunPlan> Plans = Gen.Select(Gen.Int, Numbers.List[0, 3], Numbers, Gen.Enum<DivergencePolicy>())
        .Select((small, temperatures, number, policy) => new RunPlan(
            small, temperatures, small, small, small, new DivergenceOptions { Policy = policy, Multiple = number, RateFactor = number, MaxRollbacks = small }, Math.Max(small, 0),
            small % 2 == 0 ? null : ["one", $"{small}"], small % 3 == 0 ? null : [1, small]));

    private static readonly Gen<RunOwner> Owners = Gen.Select(Texts, Gen.Int).Select((text, number) => new RunOwner(text, number, text, number % 2 == 0 ? null : text, number % 3 == 0 ? null : text));

    private static readonly Gen<EpochTrained> Epochs = Gen.Select(Gen.Int, Numbers, Numbers, Checkpoints.Null(), Texts.Null(), Times)
        .Select((epoch, loss, number, checkpoint, text, at) => new EpochTrained(epoch, loss, number, loss, number, checkpoint, text, at, checkpoint is null ? null : number));

    private static readonly Gen<SampleGenerated> Samples = Gen.Select(Keys, Texts, Texts, Numbers, Times)
        .Select((key, text, other, number, at) => new SampleGenerated(key, text, other, number, text, other, new SampleMeasures(number, number), at));

    private static readonly Gen<TrainingDiverged> Divergences = Gen.Select(Gen.Int, Numbers, Texts, Gen.Enum<DivergencePolicy>(), Checkpoints.Null(), Times)
        .Select((number, loss, text, policy, checkpoint, at) => new TrainingDiverged(number, number, loss, text, policy, checkpoint, loss, at));

    /// <summary>Events of every type.</summary>
    public static Gen<IRunEvent> Of { get; } = Gen.OneOf<IRunEvent>(
        Gen.Select(Facts, Plans, Texts, Owners, Times).Select((facts, plan, text, owner, at) => (IRunEvent)new RunStarted(facts, plan, text, owner, at)),
        Gen.Select(Owners, Texts.List[0, 3], Facts.Null(), Texts.Null(), Times).Select((owner, drift, facts, text, at) => (IRunEvent)new RunResumed(owner, drift, facts, text, at)),
        Gen.Select(Gen.Int.Nullable(), Times).Select((limit, at) => (IRunEvent)new RunLimited(limit, at)),
        Epochs.Select(epoch => (IRunEvent)epoch),
        Gen.Select(Checkpoints, Texts, Numbers, Numbers.Nullable(), Times).Select((checkpoint, text, loss, validation, at) => (IRunEvent)new CheckpointAdopted(checkpoint, text, loss, at, validation)),
        Gen.Select(Checkpoints, Times).Select((checkpoint, at) => (IRunEvent)new ProgressSaved(checkpoint, at)),
        Samples.Select(sample => (IRunEvent)sample),
        Divergences.Select(diverged => (IRunEvent)diverged),
        Gen.Select(Checkpoints, Texts, Times).Select((checkpoint, text, at) => (IRunEvent)new CheckpointLost(checkpoint, text, at)),
        Gen.Select(Checkpoints, Checkpoints, Times).Select((checkpoint, by, at) => (IRunEvent)new CheckpointRestored(checkpoint, by, at)),
        Gen.Select(Texts, Gen.Int, Times).Select((text, number, at) => (IRunEvent)new TrainerReplaced(text, number, at)),
        Gen.Select(Keys, Texts, Gen.Int, Times).Select((key, text, number, at) => (IRunEvent)new SamplerReplaced(key, text, number, at)),
        Times.Select(at => (IRunEvent)new RunPaused(at)),
        Times.Select(at => (IRunEvent)new RunContinued(at)),
        Gen.Select(Gen.Enum<RunStatus>(), Texts.Null(), Times).Select((status, text, at) => (IRunEvent)new RunEnded(status, text, at)));

    /// <summary>Snapshots.</summary>
    public static Gen<RunSnapshot> Snapshots { get; } = Gen.Select(
        Gen.Select(Facts, Plans, Owners, Texts.Null()),
        Gen.Select(Epochs.List[0, 3], Samples.List[0, 3], Divergences.List[0, 2], Checkpoints.List[0, 2]),
        Gen.Select(Gen.Enum<RunStatus>(), Gen.Int, Times, Keys))
        .Select((fixedParts, lists, rest) => new RunSnapshot(
            rest.Item1, fixedParts.Item4, fixedParts.Item1, fixedParts.Item2, fixedParts.Item4, fixedParts.Item3, [], rest.Item2, rest.Item3, null,
            lists.Item1, lists.Item4.FirstOrDefault(), lists.Item2, [.. lists.Item4.Select(checkpoint => new SampleJob(rest.Item4, checkpoint, "seed"))],
            lists.Item4, [.. lists.Item4.Select(checkpoint => new RunSnapshot.LossCount(checkpoint, rest.Item2))], rest.Item2, [new RunSnapshot.RetryCount(rest.Item4, rest.Item2)], lists.Item3));
}
