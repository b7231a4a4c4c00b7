using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs;

/// <summary>
/// Reads a page that has a number for its format: <c>batch.json</c>, <c>submission.json</c>. A format that this version cannot read gets the next number,
/// so that the page of a newer version is told from a damaged one.
/// </summary>
internal static class VersionedPage
{
    private const string FormatKey = "format";

    /// <summary>Reads a page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="formatOf">The format that a page names; 0 where it names none, as those of this version.</param>
    /// <returns>The page, null where it is missing, damaged or newer; and whether a newer version wrote it.</returns>
    public static (T? Page, bool IsNewer) Read<T>(string path, Func<T, int> formatOf)
        where T : class
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (null, false);
        }

        try
        {
            return JsonSerializer.Deserialize<T>(bytes, RunJson.Page) is not { } page ? (null, false) : formatOf(page) == 0 ? (page, false) : (null, true);
        }
        catch (JsonException)
        {
            return (null, HasFormat(bytes));
        }
    }

    /// <summary>Why the page of a newer version is refused.</summary>
    public static InvalidInputException Refusal(string path) =>
        new($"A newer version of the program wrote {path}, in a format that this version cannot read. Use the newer version.");

    private static bool HasFormat(byte[] bytes)
    {
        try
        {
            using var page = JsonDocument.Parse(bytes);
            return page.RootElement.ValueKind == JsonValueKind.Object && page.RootElement.TryGetProperty(FormatKey, out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
