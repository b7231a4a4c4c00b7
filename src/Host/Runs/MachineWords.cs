using ActorLstm.Host.Cli.Displays;
using ActorLstm.Model.Devices;

namespace ActorLstm.Host.Runs;

/// <summary>A machine and a build, as they are shown.</summary>
internal static class MachineWords
{
    /// <summary>A machine as one line of text.</summary>
    public static string Of(Machine machine) => string.Join(", ", new[]
    {
        machine.Cpu,
        $"vectors of {machine.Vectors} bits",
        machine.TorchCapability is { } capability ? $"torch's CPU capability {capability}" : null,
        machine.Variables is null ? null : machine.VariablesInWords,
        machine.MemoryLimit is { } limit ? $"{RunWords.Bytes(limit)} of memory" : null,
    }.OfType<string>());

    /// <summary>The build that a run began with, by its versions.</summary>
    public static string BuildOf(IReadOnlyDictionary<string, string> versions) => new ProgramBuild(
        versions.GetValueOrDefault("actorlstm") ?? ProgramBuild.Unknown,
        versions.GetValueOrDefault("commit") ?? ProgramBuild.Unknown,
        versions.GetValueOrDefault("tree") ?? ProgramBuild.Unknown).ToString();

    /// <summary>What distinguishes machines and builds, by path as in run.json.</summary>
    public static IEnumerable<KeyValuePair<string, string>> FactsOf(Machine? machine, IReadOnlyDictionary<string, string> versions)
    {
        (string Name, string? Value)[] parts =
        [
            ("cpu", machine?.Cpu),
            ("vectors", machine?.Vectors.ToString()),
            ("torch_capability", machine?.TorchCapability),
            ("variables", machine?.VariablesInWords),
            ("memory_limit", machine?.MemoryLimit?.ToString()),
        ];
        return parts.Where(part => part.Value is not null).Select(part => KeyValuePair.Create($"machine.{part.Name}", part.Value!))
            .Concat(versions.Select(version => KeyValuePair.Create($"versions.{version.Key}", version.Value)));
    }
}
