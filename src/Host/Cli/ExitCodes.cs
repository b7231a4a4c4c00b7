namespace ActorLstm.Host.Cli;

/// <summary>What the program ends with; a contract that users script against.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The run failed or diverged, or the program itself did.</summary>
    public const int Failed = 1;

    /// <summary>Bad input: nothing was started.</summary>
    public const int BadInput = 2;

    /// <summary>Interrupted by SIGINT (Ctrl+C); what was begun can be resumed.</summary>
    public const int Interrupted = 130;

    /// <summary>Interrupted by SIGTERM; what was begun can be resumed.</summary>
    public const int Terminated = 143;
}
