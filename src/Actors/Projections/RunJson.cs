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

    /// <summary>Has other options write the same way.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
    }

    private static JsonSerializerOptions Options(bool indented)
    {
        var options = new JsonSerializerOptions { WriteIndented = indented };
        Configure(options);
        return options;
    }
}
