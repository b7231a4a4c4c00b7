using ActorLstm.Actors.Scheduling;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Actors.Tests.Scheduling;

public sealed class SlotQueueTests
{
    private static readonly SlotRequest One = new("a", 100, 1, 0, 0);

    [Fact]
    public void Never_more_threads_are_in_use_than_there_are() => Gen.Select(
        Gen.Int[1, 8], Gen.Select(Gen.Int[0, 5], Gen.Int[1, 12], Gen.Bool).List[0, 60]).Sample((threads, steps) =>
    {
        var queue = new SlotQueue<int>(threads);
        foreach (var (key, width, returns) in steps)
        {
            if (returns)
            {
                queue.Return(key);
            }
            else
            {
                queue.Request(key, One with { Threads = width, Group = $"{key % 2}", GroupLimit = 3 });
            }

            while (queue.TryGrant(out _))
            {
            }

            queue.ThreadsInUse.Should().BeLessThanOrEqualTo(threads);
        }
    });

    [Fact]
    public void Higher_priorities_come_first_then_those_that_have_come_farther_and_equal_ones_in_their_order()
    {
        var queue = new SlotQueue<string>(1);
        queue.Request("first", One);
        queue.Request("second", One);
        queue.Request("farther", One with { Headway = 1 });
        queue.Request("urgent", One with { Priority = 1 });
        Granted(queue, release: true).Should().Equal("urgent", "farther", "first", "second");
    }

    [Fact]
    public void Groups_take_turns_however_many_wait_in_each()
    {
        var queue = new SlotQueue<string>(4);
        for (var i = 0; i < 5; i++)
        {
            queue.Request($"large-{i}", One with { Group = "large" });
        }

        queue.Request("small-0", One with { Group = "small" });
        queue.Request("small-1", One with { Group = "small" });
        Granted(queue, release: false).Should().Equal("large-0", "small-0", "large-1", "small-1");
    }

    [Fact]
    public void A_single_slot_goes_from_group_to_group()
    {
        var queue = new SlotQueue<string>(1);
        for (var i = 0; i < 4; i++)
        {
            queue.Request($"large-{i}", One with { Group = "large", Headway = i });
        }

        Granted(queue, release: false).Should().Equal("large-3");
        queue.Request("small-0", One with { Group = "small" });
        queue.Request("late", One with { Group = "late" });
        queue.Request("urgent", One with { Group = "small", Priority = 1 });
        queue.Return("large-3");
        Granted(queue, release: true).Should().Equal("urgent", "large-2", "late", "small-0", "large-1", "large-0");
    }

    [Fact]
    public void A_group_has_no_more_slots_than_its_limit()
    {
        var queue = new SlotQueue<int>(10);
        for (var i = 0; i < 5; i++)
        {
            queue.Request(i, One with { GroupLimit = 2 });
        }

        Granted(queue, release: false).Should().Equal(0, 1);
        queue.Return(0);
        Granted(queue, release: false).Should().Equal(2);
    }

    [Fact]
    public void One_that_wants_more_threads_than_there_are_runs_alone()
    {
        var queue = new SlotQueue<string>(2);
        queue.Request("small", One);
        queue.Request("wide", One with { Threads = 16 });
        Granted(queue, release: false).Should().Equal("small");
        queue.Return("small");
        Granted(queue, release: false).Should().Equal("wide");
    }

    [Fact]
    [Trait("Case", "F1")]
    public void Those_whose_memory_is_in_use_wait_for_it_and_nobody_passes_them()
    {
        var queue = new SlotQueue<string>(4, memory: 100);
        queue.Request("first", One with { Memory = 60 });
        queue.Request("large", One with { Memory = 50 });
        queue.Request("small", One with { Memory = 10 });
        Granted(queue, release: false).Should().Equal("first");
        queue.WaitsForMemory!.Value.Key.Should().Be("large");
        queue.Return("first");
        Granted(queue, release: false).Should().Equal("large", "small");
        (queue.MemoryInUse, queue.WaitsForMemory).Should().Be((60, null));
    }

    [Fact]
    [Trait("Case", "F1")]
    public void One_that_needs_more_memory_than_there_is_runs_once_nothing_else_does()
    {
        var queue = new SlotQueue<string>(4, memory: 100);
        queue.Request("small", One with { Memory = 10 });
        queue.Request("huge", One with { Memory = 1000 });
        Granted(queue, release: false).Should().Equal("small");
        queue.Return("small");
        Granted(queue, release: false).Should().Equal("huge");
        queue.Return("huge");
        queue.MemoryInUse.Should().Be(0);
    }

    [Fact]
    public void Who_waits_no_longer_gets_nothing()
    {
        var queue = new SlotQueue<int>(1);
        queue.Request(1, One);
        queue.Return(1);
        Granted(queue, release: false).Should().BeEmpty();
    }

    private static List<TKey> Granted<TKey>(SlotQueue<TKey> queue, bool release)
        where TKey : notnull
    {
        var granted = new List<TKey>();
        while (queue.TryGrant(out var key))
        {
            granted.Add(key);
            if (release)
            {
                queue.Return(key);
            }
        }

        return granted;
    }
}
