using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorLstm.Actors.Projections;

/// <summary>How the files of a run are written: snake_case keys, readable text, NaN and infinity as strings.</summary>
public static class RunJson
{
    /// <summary>One line for one object.</summary>
    public static JsonSerializerOptions Line { get; } = Options(indented: false);

    /// <summary>A page that people read.</summary>
    public static JsonSerializerOptions Page { get; } = Options(indented: true);

    private static JsonSerializerOptions Options(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        WriteIndented = indented,
    };
}
