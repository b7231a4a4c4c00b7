using ActorLstm.Actors.Runs;
using Akka.Actor;

namespace ActorLstm.Host.Runs;

/// <summary>
/// Carries what a run or a batch tells to whoever listens, and what the user wants to it.
/// A coordinator that is begun again, since its journal could not be written, knows only what was recorded: the feed tells each
/// one how it begins and what the user wanted last. What is carried out already leads to nothing.
/// </summary>
/// <typeparam name="TNotice">What it tells.</typeparam>
/// <typeparam name="TCommand">What is wanted of it.</typeparam>
internal abstract class Feed<TNotice, TCommand> : ReceiveActor
    where TNotice : class
    where TCommand : class
{
    private readonly IListener<TNotice> listener;
    private readonly RunOwner owner;
    private IActorRef supervisor = ActorRefs.Nobody;
    private TCommand? wanted;
    private bool isListening;
    private string? failure;

    /// <param name="listener">Hears what it tells.</param>
    /// <param name="owner">This process.</param>
    protected Feed(IListener<TNotice> listener, RunOwner owner)
    {
        this.listener = listener;
        this.owner = owner;
        Receive<Follow>(follow => supervisor = Context.Watch(follow.Supervisor));
        Receive<LetGo>(_ => Context.Stop(supervisor));
        Receive<TNotice>(OnNotice);
        Receive<TCommand>(OnCommand);
        Receive<Terminated>(_ => Context.Stop(Self));
    }

    /// <summary>This process.</summary>
    protected RunOwner Here => owner;

    /// <summary>What a coordinator that has begun is told first, and who owned the run or the batch by its journal; null where a notice tells of no beginning.</summary>
    protected abstract Beginning<TCommand>? BeginningOf(TNotice notice);

    /// <summary>Why the journal cannot be used, where a notice tells that.</summary>
    protected abstract string? FailureIn(TNotice notice);

    /// <summary>Whether a notice is the last one.</summary>
    protected abstract bool IsLast(TNotice notice);

    /// <summary>Whether a command ends it.</summary>
    protected abstract bool IsEnding(TCommand? command);

    /// <inheritdoc/>
    protected override void PostStop() => listener.Leave(new RunLostException(failure is null
        ? "its actors stopped before it had ended; log.jsonl in its folder says why"
        : $"its journal cannot be used: {failure}") { IsOfJournal = failure is not null });

    private void OnNotice(TNotice notice)
    {
        if (BeginningOf(notice) is { } beginning)
        {
            Begin(beginning);
            return;
        }

        if (FailureIn(notice) is { } reason)
        {
            failure = reason;
            isListening = false;
        }

        listener.Hear(notice);
        if (IsLast(notice))
        {
            Context.Stop(supervisor);
        }
    }

    // What could not even record that it began has nothing that could end in order.
    private void Begin(Beginning<TCommand> beginning)
    {
        if (IsEnding(wanted) && failure is not null && beginning.Owner != owner)
        {
            Context.Stop(supervisor);
            return;
        }

        isListening = true;
        foreach (var command in beginning.First)
        {
            Sender.Tell(command);
        }

        if (wanted is not null)
        {
            Sender.Tell(wanted);
        }
    }

    // What waits for its journal cannot record its end: it is left as the journal has it.
    private void OnCommand(TCommand command)
    {
        if (IsEnding(command) || !IsEnding(wanted))
        {
            wanted = command;
        }

        if (isListening)
        {
            supervisor.Tell(command);
        }
        else if (IsEnding(command) && failure is not null)
        {
            Context.Stop(supervisor);
        }
    }
}

/// <summary>Names the run or the batch whose end ends what a feed carries.</summary>
/// <param name="Supervisor">Its supervisor.</param>
internal sealed record Follow(IActorRef Supervisor);

/// <summary>Stops the actors of a run or a batch as it stands, without an end.</summary>
internal sealed record LetGo
{
    public static LetGo Instance { get; } = new();
}

/// <summary>How a coordinator begins.</summary>
/// <param name="Owner">Who owned the run or the batch by its journal; null where it never began.</param>
/// <param name="First">What the coordinator is told first.</param>
internal sealed record Beginning<TCommand>(RunOwner? Owner, IReadOnlyList<TCommand> First);
