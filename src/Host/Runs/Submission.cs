using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLstm.Actors.Projections;
using ActorLstm.Model;

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

    /// <summary>The number of its format: 0 so far. A format that this version cannot read has a higher one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Format { get; init; }

    /// <summary>Reads it; null where there is none, it is damaged, or a newer version wrote it.</summary>
    public static Submission? TryRead(string folder) => Find(folder).Page;

    /// <summary>Reads it before it is changed; null where there is none, or it is damaged.</summary>
    /// <exception cref="InvalidInputException">A newer version wrote it: it must not be overwritten.</exception>
    public static Submission? Read(string folder) => Find(folder) switch
    {
        { IsNewer: true } => throw VersionedPage.Refusal(Path.Combine(folder, FileName)),
        var (page, _) => page,
    };

    /// <summary>Whether a newer version wrote it.</summary>
    internal static bool IsNewerIn(string folder) => Find(folder).IsNewer;

    private static (Submission? Page, bool IsNewer) Find(string folder) => VersionedPage.Read<Submission>(Path.Combine(folder, FileName), page => page.Format);

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
