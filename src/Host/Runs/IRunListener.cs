using ActorLstm.Actors.Messages;

namespace ActorLstm.Host.Runs;

/// <summary>Hears what a run tells, in order. It is called by an actor and does not keep it waiting.</summary>
public interface IRunListener
{
    /// <summary>The run tells something; <see cref="RunClosed"/> is its last word.</summary>
    void Hear(IRunNotice notice);

    /// <summary>Nothing more comes.</summary>
    /// <param name="unlessClosed">Why, where the run has not closed.</param>
    void Leave(RunLostException unlessClosed);
}
