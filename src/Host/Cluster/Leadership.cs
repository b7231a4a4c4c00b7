using ActorLstm.Actors.Messages;
using Akka.Actor;

namespace ActorLstm.Host.Cluster;

/// <summary>Whether this node leads: of the nodes with the role coordinator one schedules the runs and serves, the others stand by.</summary>
internal sealed class Leadership
{
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when this node leads. It does so until its process ends.</summary>
    public Task Begun => begun.Task;

    /// <summary>The actor that is on the node that leads, and nowhere else: the cluster begins it there.</summary>
    internal sealed class LeaderActor : ReceiveActor
    {
        private readonly Leadership leadership;

        /// <param name="leadership">Is told when this node leads.</param>
        public LeaderActor(Leadership leadership)
        {
            this.leadership = leadership;
            Receive<NodeStands>(Context.System.EventStream.Publish); // Whoever schedules wants to know.
        }

        /// <inheritdoc/>
        protected override void PreStart() => leadership.begun.TrySetResult();
    }
}
