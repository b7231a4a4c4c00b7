using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Service.Webhooks;

/// <summary>Who is told when a run has ended.</summary>
internal sealed record WebhookOptions
{
    /// <summary>The ends that can be told.</summary>
    public static IReadOnlyList<RunStatus> Ends { get; } = [RunStatus.Completed, RunStatus.Diverged, RunStatus.Cancelled, RunStatus.Failed];

    /// <summary>Where it is told.</summary>
    public required Uri Url { get; init; }

    /// <summary>The file with the secret that signs it.</summary>
    public required string SecretFile { get; init; }

    /// <summary>Which ends are told.</summary>
    public required IReadOnlyList<RunStatus> On { get; init; }
}
