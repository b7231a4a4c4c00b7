namespace ActorLstm.Actors.Runs;

/// <summary>What a run has achieved since its present process took it over, and how often its processes died before.</summary>
/// <param name="Deaths">How many processes in a row died while they worked on the run, none of which achieved anything.</param>
/// <param name="EpochsBefore">How many epochs were trained when the present process took the run over.</param>
/// <param name="HasTrained">Whether it has trained an epoch or written a checkpoint since.</param>
/// <param name="HasSampled">Whether it has generated a text since.</param>
public sealed record RunLife(int Deaths, int EpochsBefore, bool HasTrained, bool HasSampled)
{
    /// <summary>The life of a run that has just begun.</summary>
    public static RunLife First { get; } = new(0, 0, HasTrained: false, HasSampled: false);

    /// <summary>For a run recorded by a version that did not count deaths: no deaths.</summary>
    public static RunLife Unknown { get; } = new(0, 0, HasTrained: true, HasSampled: true);
}
