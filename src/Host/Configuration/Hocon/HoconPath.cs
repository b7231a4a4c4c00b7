using System.Text.Json;
using ActorLstm.Actors.Projections;

namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>Paths and texts as HOCON writes them.</summary>
internal static class HoconPath
{
    /// <summary>A path with dots between its keys, in quotes where a key needs them.</summary>
    public static string Format(IEnumerable<string> path) => string.Join('.', path.Select(Key));

    /// <summary>A key, in quotes where it needs them.</summary>
    public static string Key(string key) => IsPlain(key) ? key : Quoted(key);

    /// <summary>A text in quotes; HOCON's escapes are JSON's.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text, RunJson.Line);

    private static bool IsPlain(string key) => key.Length > 0 && key.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
