using System.ComponentModel;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>What every verb takes that is about one run, of a folder or of a service.</summary>
internal abstract class RemoteRunSettings : RunSettings
{
    [CommandOption(ServerOption.Template)]
    [Description(ServerOption.Description)]
    public string? Server { get; init; }
}
