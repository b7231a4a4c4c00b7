using ActorLstm.Actors.Scheduling;
using ActorLstm.Actors.Tests.Support;
using Akka.Actor;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Scheduling;

public sealed class SlotQueueActorTests : RunKit
{
    private static readonly SlotRequest Request = new("batch", 100, 1, 0, 0);

    [Fact]
    public async Task Slots_are_given_to_those_who_asked_as_long_as_there_are_threads()
    {
        var slots = Sys.ActorOf(SlotQueueActor.Props(2));
        var (one, other) = (new Asker(Sys), new Asker(Sys));
        slots.Tell(new RequestSlot(1, Request), one.Actor);
        slots.Tell(new RequestSlot(1, Request), other.Actor);
        slots.Tell(new RequestSlot(2, Request), one.Actor);
        (await one.Granted()).Should().Be(1);
        (await other.Granted()).Should().Be(1, "each calls its slots as it likes");
        slots.Tell(new ReturnSlot(1), other.Actor);
        (await one.Granted()).Should().Be(2);
    }

    [Fact]
    public async Task Whoever_does_not_wait_any_more_is_passed_over()
    {
        var slots = Sys.ActorOf(SlotQueueActor.Props(1));
        var asker = new Asker(Sys);
        for (var number = 1; number <= 3; number++)
        {
            slots.Tell(new RequestSlot(number, Request), asker.Actor);
        }

        (await asker.Granted()).Should().Be(1);
        slots.Tell(new ReturnSlot(2), asker.Actor);
        slots.Tell(new ReturnSlot(1), asker.Actor);
        (await asker.Granted()).Should().Be(3);
    }

    [Fact]
    public async Task Whoever_dies_has_given_its_slots_back_and_asks_for_none_any_more()
    {
        var slots = Sys.ActorOf(SlotQueueActor.Props(1));
        var (one, other) = (new Asker(Sys), new Asker(Sys));
        slots.Tell(new RequestSlot(1, Request), one.Actor);
        slots.Tell(new RequestSlot(2, Request), one.Actor);
        slots.Tell(new RequestSlot(3, Request), other.Actor);
        (await one.Granted()).Should().Be(1);
        await Stop(one.Actor);
        (await other.Granted()).Should().Be(3);
    }

    [Fact]
    public async Task It_tells_how_many_threads_are_in_use()
    {
        var told = new Heard<int>();
        var slots = Sys.ActorOf(SlotQueueActor.Props(3, told.Hear));
        var asker = new Asker(Sys);
        slots.Tell(new RequestSlot(1, Request with { Threads = 2 }), asker.Actor);
        (await told.Next<int>()).Should().Be(2);
        slots.Tell(new ReturnSlot(1), asker.Actor);
        (await told.Next<int>()).Should().Be(0);
    }

    private sealed class Asker
    {
        private readonly Heard<SlotGranted> heard = new();

        public Asker(ActorSystem system) => Actor = heard.Listener(system);

        public IActorRef Actor { get; }

        public async Task<int> Granted() => (await heard.Next<SlotGranted>()).Number;
    }
}
