namespace ActorLstm.Host.Cli;

/// <summary>The option <c>--runs</c>, the same for every verb that has it.</summary>
internal static class RunsOption
{
    /// <summary>How it is typed.</summary>
    public const string Template = "--runs <DIR>";

    /// <summary>What it does, for <c>--help</c>.</summary>
    public const string Description = "The folder of the runs; else $ACTORLSTM_RUNS, else ./runs.";
}
