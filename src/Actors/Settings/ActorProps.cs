using Akka.Actor;

namespace ActorLstm.Actors.Settings;

/// <summary>
/// How actors are made: by calling a function. Props of an expression, <c>Props.Create(() => new ...)</c>, are compiled at each call,
/// which costs more than everything else about a small actor.
/// </summary>
public static class ActorProps
{
    /// <summary>Props that call a function for each actor, also where one takes the place of another.</summary>
    public static Props Of<TActor>(Func<TActor> make)
        where TActor : ActorBase => Props.CreateBy(new Producer<TActor>(make));

    private sealed class Producer<TActor>(Func<TActor> make) : IIndirectActorProducer
        where TActor : ActorBase
    {
        public Type ActorType => typeof(TActor);

        public ActorBase Produce() => make();

        public void Release(ActorBase actor)
        {
            // What an actor owns it frees itself when it stops.
        }
    }
}
