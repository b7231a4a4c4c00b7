using System.Text.Json;
using System.Text.Json.Nodes;
using ActorLstm.Actors.Projections;
using ActorLstm.Host.Configuration.Hocon;

namespace ActorLstm.Host.Cli;

/// <summary>The output of <c>--json</c>: one object a line, keys in snake_case.</summary>
internal static class JsonOutput
{
    /// <summary>The line for an object.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, RunJson.Line);

    /// <summary>The object of a document, to which more can be added; one without anything where there is no document.</summary>
    public static JsonObject Object<T>(T document) => JsonSerializer.SerializeToNode(document, RunJson.Line)?.AsObject() ?? [];

    /// <summary>Adds what a document holds to an object; what was there under the same key is replaced.</summary>
    /// <param name="line">The object.</param>
    /// <param name="document">The document.</param>
    /// <param name="except">A key that is left as it is.</param>
    public static void Add<T>(JsonObject line, T document, string? except = null)
    {
        foreach (var (key, value) in Object(document).Where(pair => pair.Key != except))
        {
            line[key] = value?.DeepClone();
        }
    }

    /// <summary>Writes the line of something that happened: its kind under <c>event</c>, what is told beside it, and what it is.</summary>
    public static void WriteEvent<T>(TextWriter results, string kind, T document, params IReadOnlyList<(string Key, JsonNode? Value)> more)
    {
        var line = new JsonObject { ["event"] = kind };
        foreach (var (key, value) in more)
        {
            line[key] = value;
        }

        Add(line, document);
        results.WriteLine(line.ToJsonString(RunJson.Line));
        results.Flush();
    }

    /// <summary>A configuration as JSON, under the keys that it has in HOCON.</summary>
    public static JsonNode? Of(HoconNode node) => node switch
    {
        HoconMap map => new JsonObject(map.Items.Select(item => KeyValuePair.Create(item.Key, Of(item.Value)))),
        HoconList list => new JsonArray([.. list.Items.Select(Of)]),
        HoconText { IsNull: true } => null,
        HoconText { IsQuoted: false } text => Plain(text.Value),
        HoconText text => JsonValue.Create(text.Value),
        _ => throw new ArgumentException("Only a resolved configuration can be written.", nameof(node)),
    };

    // Numbers and booleans are JSON's own; a word such as rmsprop or 10m is a text.
    private static JsonNode? Plain(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
