namespace ActorLstm.Host.Cli;

/// <summary>What is found on the way and told on stderr: the first few, and then how many more there were.</summary>
internal sealed class Notes(Terminal terminal)
{
    private const int Shown = 10;

    private int count;

    /// <summary>Tells something.</summary>
    public void Add(string note)
    {
        if (++count <= Shown)
        {
            terminal.Message($"note: {note}");
        }
    }

    /// <summary>Says how many were not told.</summary>
    public void End()
    {
        if (count > Shown)
        {
            terminal.Message($"note: there are {count - Shown:N0} more notes like these. actorlstm show RUN has those of one run.");
        }
    }
}
