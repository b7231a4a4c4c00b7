using System.Text.Json;
using ActorLstm.Actors.Projections;

namespace ActorLstm.Host.Runs;

/// <summary><c>submission.json</c> in the folder of a run or a batch: what the service was asked to do with it. It outlives the service.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Wish">What is to become of it.</param>
/// <param name="Priority">The higher, the earlier it begins.</param>
/// <param name="SubmittedAt">When it was submitted; of equal priority the earlier ones begin first.</param>
public sealed record Submission(string Name, RunWish Wish, int Priority, DateTimeOffset SubmittedAt)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "submission.json";

    /// <summary>What whoever submitted it called the submission: sent again, it is the same one. Null where it has no such name.</summary>
    public string? Key { get; init; }

    /// <summary>The hash of what was submitted, to tell whether the same was sent again.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Bytes of memory that a run adds to those of the service; null for a batch, and where that is not known.</summary>
    public long? Memory { get; init; }

    /// <summary>How many runs it has where it is a batch; null where it is a run.</summary>
    public int? Runs { get; init; }

    /// <summary>Why the service could not begin or go on with it; null where it could.</summary>
    public string? Failure { get; init; }

    /// <summary>Reads it; null where there is none, or it is damaged.</summary>
    public static Submission? TryRead(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<Submission>(File.ReadAllBytes(Path.Combine(folder, FileName)), RunJson.Page);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes it; whoever reads it sees the old one or the new one.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Write(string folder) => TextFile.Replace(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, RunJson.Page) + "\n");
}

/// <summary>What is to become of a run or a batch.</summary>
public enum RunWish
{
    /// <summary>It is to go on until it ends.</summary>
    Run,

    /// <summary>It is to wait until it is told to go on.</summary>
    Pause,

    /// <summary>It is to end.</summary>
    Cancel,
}
