namespace ActorLstm.Host.Cli;

/// <summary>What the program ends with; a contract that users script against.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>
    /// The run failed or diverged, was cancelled or given up; what was asked of a run did not come about; the program itself
    /// failed; or <c>doctor</c> or <c>bench</c> found something wrong.
    /// </summary>
    public const int Failed = 1;

    /// <summary>Bad input, or torch cannot be loaded: nothing was started.</summary>
    public const int BadInput = 2;

    /// <summary>Interrupted by SIGINT (Ctrl+C); what was begun can be resumed.</summary>
    public const int Interrupted = 130;

    /// <summary>Interrupted by SIGHUP: the terminal was closed. What was begun can be resumed.</summary>
    public const int HungUp = 129;

    /// <summary>Interrupted by SIGTERM; what was begun can be resumed.</summary>
    public const int Terminated = 143;
}
