namespace ActorLstm.Host.Runs;

/// <summary>Hears what a run or a batch tells, in order. It is called by an actor and does not keep it waiting.</summary>
/// <typeparam name="TNotice">What it tells.</typeparam>
internal interface IListener<in TNotice>
{
    /// <summary>It tells something; that it has closed is its last word.</summary>
    void Hear(TNotice notice);

    /// <summary>Nothing more comes.</summary>
    /// <param name="unlessClosed">Why, where it has not closed.</param>
    void Leave(RunLostException unlessClosed);
}
