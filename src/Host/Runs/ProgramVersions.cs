using System.Reflection;
using System.Runtime.InteropServices;
using Akka.Actor;
using TorchSharp;

namespace ActorLstm.Host.Runs;

/// <summary>The versions of this program and of what it computes with.</summary>
internal static class ProgramVersions
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["actorlstm"] = ProgramBuild.Current.Version,
        ["commit"] = ProgramBuild.Current.Commit,
        ["tree"] = ProgramBuild.Current.Tree,
        ["torchsharp"] = Of(typeof(torch)),
        ["akka"] = Of(typeof(ActorSystem)),
        ["dotnet"] = Environment.Version.ToString(),
        ["system"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
    };

    private static string Of(Type type)
    {
        var version = type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? type.Assembly.GetName().Version?.ToString()
            ?? "unknown";
        return version.Split('+')[0];
    }
}
