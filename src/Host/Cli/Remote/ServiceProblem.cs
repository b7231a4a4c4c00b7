using System.Text.Json;
using ActorLstm.Actors.Projections;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>A problem document (RFC 9457), as a service answers with it.</summary>
/// <param name="Detail">What, and what to do instead.</param>
/// <param name="Errors">What is wrong with a configuration.</param>
internal sealed record ServiceProblem(string? Detail = null, IReadOnlyList<ServiceError>? Errors = null)
{
    /// <summary>Reads it; null where the text is none.</summary>
    public static ServiceProblem? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ServiceProblem>(text, RunJson.Line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One thing that is wrong with a configuration.</summary>
/// <param name="Message">What.</param>
/// <param name="Path">The setting; null where it belongs to none.</param>
internal sealed record ServiceError(string Message, string? Path = null);
