using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>What must be the same, byte for byte, in every run of one experiment that has ended, whatever happened to it on its way.</summary>
internal sealed class RunImage
{
    // Who worked on it, what was logged, and when: everything else is the experiment's.
    private static readonly string[] FilesOfTheWay = ["owner.lock", "owner.json", "log.jsonl", "SHA256SUMS", "submission.json", "experiment.edited.conf"];
    private static readonly string[] KeysOfTheWay = ["seconds", "sequences_per_second", "node", "id", "started_at", "ended_at", "resumptions", "owner"];

    private readonly SortedDictionary<string, string> parts;

    private RunImage(SortedDictionary<string, string> parts) => this.parts = parts;

    /// <summary>That of a folder with nothing in it.</summary>
    public static RunImage Nothing { get; } = new([]);

    /// <summary>The image of a run.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="isNameless">Whether what it and its batch are called is left out.</param>
    public static RunImage Of(string folder, bool isNameless = false)
    {
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, file);
            if (!FilesOfTheWay.Contains(name))
            {
                parts[name] = Content(file, isNameless);
            }
        }

        return new RunImage(parts);
    }

    /// <summary>Every difference in a line of its own; empty where there is none.</summary>
    /// <param name="reference">What it should be.</param>
    /// <param name="ignored">A file that may differ, by its path in the folder.</param>
    public string DifferencesFrom(RunImage reference, string? ignored = null) => string.Join('\n',
        from name in parts.Keys.Union(reference.parts.Keys).Order(StringComparer.Ordinal)
        where name != ignored
        let mine = parts.GetValueOrDefault(name)
        let other = reference.parts.GetValueOrDefault(name)
        where mine != other
        select mine is null ? $"{name} is missing" : other is null ? $"{name} should not be there" : $"{name}:\n{FirstDifference(mine, other)}");

    private static string Content(string file, bool isNameless) => Path.GetFileName(file) switch
    {
        "run.json" => WithoutTheWay(File.ReadAllText(file), isNameless),
        "metrics.jsonl" or "samples.jsonl" => string.Join('\n', File.ReadLines(file).Select(line => WithoutTheWay(line, isNameless: false))),
        _ => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))),
    };

    private static string WithoutTheWay(string json, bool isNameless)
    {
        var document = JsonNode.Parse(json)!.AsObject();
        Array.ForEach(KeysOfTheWay, key => document.Remove(key));
        (document["batch"] as JsonObject)?.Remove("id");
        if (isNameless)
        {
            document.Remove("name");
            (document["batch"] as JsonObject)?.Remove("name");
        }

        return document.ToJsonString();
    }

    private static string FirstDifference(string mine, string other)
    {
        var (found, expected) = (mine.Split('\n'), other.Split('\n'));
        var line = found.Zip(expected, (one, another) => one == another).TakeWhile(same => same).Count();
        return $"line {line + 1} of {found.Length} (expected {expected.Length}) is\n  {found.ElementAtOrDefault(line)}\n  and should be\n  {expected.ElementAtOrDefault(line)}";
    }
}
