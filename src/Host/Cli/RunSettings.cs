using System.ComponentModel;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary>What every verb takes that is about one run.</summary>
internal abstract class RunSettings : CommandSettings
{
    [CommandArgument(0, "<RUN>")]
    [Description("The run: its folder, its id, its name (the newest run of that name), or the beginning of its id. You can name a batch in the same ways.")]
    public string Run { get; init; } = "";

    [CommandOption(RunsOption.Template)]
    [Description(RunsOption.Description)]
    public string? Runs { get; init; }
}
