using Akka.Actor;

namespace ActorLstm.Actors.Runs;

/// <summary>
/// Stops a child that throws and remembers why. Whether another takes its place is for the run's state to decide, once the
/// child is gone and its memory is free.
/// </summary>
internal sealed class StopAndRemember(Dictionary<IActorRef, string> failures) : OneForOneStrategy(_ => Directive.Stop)
{
    /// <inheritdoc/>
    protected override Directive Handle(IActorRef child, Exception exception)
    {
        failures[child] = Describe(exception);
        return Directive.Stop;
    }

    private static string Describe(Exception exception) => exception is ActorInitializationException { InnerException: { } cause }
        ? Describe(cause)
        : exception.Message;
}
