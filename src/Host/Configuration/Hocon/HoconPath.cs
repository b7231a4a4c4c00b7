using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>Paths and texts as HOCON writes them.</summary>
internal static class HoconPath
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A path with dots between its keys, in quotes where a key needs them.</summary>
    public static string Format(IEnumerable<string> path) => string.Join('.', path.Select(Key));

    /// <summary>A key, in quotes where it needs them.</summary>
    public static string Key(string key) => IsPlain(key) ? key : Quoted(key);

    /// <summary>A text in quotes; HOCON's escapes are JSON's.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text, Json);

    private static bool IsPlain(string key) => key.Length > 0 && key.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
