using System.Text.Json.Serialization;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Runs.Names;

/// <summary>A run or a batch that a text can mean, with what tells it from another.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; null where nothing tells it.</param>
/// <param name="IsBatch">Whether it is a batch.</param>
/// <param name="Status">Its status.</param>
/// <param name="StartedAt">When it started; null where it has not.</param>
internal sealed record NameMatch(string Id, string? Name, bool IsBatch, RunStatus Status, DateTimeOffset? StartedAt)
{
    /// <summary>It in a line of a list.</summary>
    [JsonIgnore]
    public string Line =>
        $"  {(IsBatch ? "batch" : "run  ")} {Id}  {RunOverview.Word(Status),-11}  {(StartedAt is { } started ? $"started {started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "not started")}{(Name is null ? "" : $", named \"{Name}\"")}";
}
