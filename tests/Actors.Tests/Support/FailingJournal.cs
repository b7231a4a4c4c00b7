using System.Collections.Immutable;
using Akka.Hosting;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace ActorLstm.Actors.Tests.Support;

/// <summary>A journal in memory that cannot be written as long as a test says so.</summary>
public sealed class FailingJournal : MemoryJournal
{
    private static int failures;

    /// <summary>Has an actor system use it; at first it can be written.</summary>
    public static void AddTo(AkkaConfigurationBuilder akka)
    {
        Fail(0);
        akka.AddHocon(
            $$"""
            akka.persistence.journal.plugin = failing
            failing { class = "{{typeof(FailingJournal).AssemblyQualifiedName}}" }
            """,
            HoconAddMode.Prepend);
    }

    /// <summary>How many writes fail from now on.</summary>
    public static void Fail(int writes) => Volatile.Write(ref failures, writes);

    /// <inheritdoc/>
    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken) =>
        Interlocked.Decrement(ref failures) >= 0
            ? Task.FromException<IImmutableList<Exception>>(new IOException("database or disk is full"))
            : base.WriteMessagesAsync(messages, cancellationToken);
}
