namespace ActorLstm.Model.Kernels;

/// <summary>
/// Threads that share the pieces of a calculation among them, the calling one as their first. They are threads of their own and
/// not the pool's, which the rest of the program needs. Which thread gets which piece is left to chance.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    private readonly Thread[] helpers;
    private readonly SemaphoreSlim start = new(0);
    private readonly CountdownEvent working = new(1);
    private Action<int, int> work = (_, _) => { };
    private int pieces;
    private int next;
    private volatile Exception? fault;
    private volatile bool isOver;

    /// <param name="size">Threads, the calling one among them; at least 1.</param>
    public WorkerTeam(int size)
    {
        helpers = [.. Enumerable.Range(1, size - 1).Select(number => new Thread(() => Help(number)) { IsBackground = true, Name = $"kernel {number}" })];
        foreach (var helper in helpers)
        {
            helper.Start();
        }
    }

    /// <summary>Threads, the calling one among them.</summary>
    public int Size => helpers.Length + 1;

    /// <summary>Does every piece once, and returns when all are done. What a piece throws is thrown on.</summary>
    /// <param name="count">How many pieces there are.</param>
    /// <param name="piece">Does one of them: its number, and that of the thread, both from 0.</param>
    public void Run(int count, Action<int, int> piece)
    {
        (work, pieces, next, fault) = (piece, count, 0, null);
        var called = Math.Min(helpers.Length, count - 1);
        working.Reset(called + 1);
        if (called > 0)
        {
            start.Release(called);
        }

        DoPieces(0);
        working.Signal();
        working.Wait();
        if (fault is { } thrown)
        {
            throw new InvalidOperationException($"A piece of the calculation failed: {thrown.Message}", thrown);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        isOver = true;
        if (helpers.Length > 0)
        {
            start.Release(helpers.Length);
        }

        foreach (var helper in helpers)
        {
            helper.Join();
        }

        start.Dispose();
        working.Dispose();
    }

    private void Help(int number)
    {
        while (true)
        {
            start.Wait();
            if (isOver)
            {
                return;
            }

            DoPieces(number);
            working.Signal();
        }
    }

    private void DoPieces(int thread)
    {
        try
        {
            for (var piece = Interlocked.Increment(ref next) - 1; piece < pieces && fault is null; piece = Interlocked.Increment(ref next) - 1)
            {
                work(piece, thread);
            }
        }
        catch (Exception thrown)
        {
            fault = thrown;
        }
    }
}
