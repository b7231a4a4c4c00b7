using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Hocon;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs;

/// <summary>Notices that somebody edited <c>experiment.conf</c> in the folder of a run, which keeps the settings that it began with.</summary>
internal static class EditedConfiguration
{
    /// <summary>The name under which the edited file is kept.</summary>
    public const string FileName = "experiment.edited.conf";

    private const int MostShown = 5;

    /// <summary>Keeps the edited file beside the run's own, which takes its place with the next write.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="state">The run as the journal tells it.</param>
    /// <returns>What was edited, and how to use it, in words; null where nothing was.</returns>
    /// <exception cref="InvalidInputException">The edited file cannot be kept.</exception>
    public static string? Keep(string folder, RunState state)
    {
        var file = Path.Combine(folder, RunFolder.ConfigurationFile);
        if (state.Configuration is not { } own || !File.Exists(file) || RunFolder.Check(folder, RunFolder.ConfigurationFile).Count == 0)
        {
            return null;
        }

        try
        {
            var text = File.ReadAllText(file);
            if (text == own)
            {
                return null;
            }

            var kept = Path.Combine(folder, FileName);
            TextFile.Replace(kept, text);
            return $"{file} was edited: {Differences(own, text)}. The run keeps its original settings. The edited file is kept as {kept}; to use its settings, start a new run: actorlstm run {kept}";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{file} was edited and cannot be kept: {fault.Message} Make room, or remove it, and try again.", fault);
        }
    }

    private static string Differences(string own, string text)
    {
        try
        {
            var (was, becomes) = (FlatSettings.Of(own, kept => kept), FlatSettings.Of(text, kept => kept));
            var differ = was.Keys.Union(becomes.Keys).Where(path => was.GetValueOrDefault(path) != becomes.GetValueOrDefault(path)).ToList();
            var shown = differ.Take(MostShown).Select(path => $"{path} = {becomes.GetValueOrDefault(path) ?? "(missing)"}, in the run {was.GetValueOrDefault(path) ?? "(missing)"}");
            return differ.Count == 0 ? "no setting differs" : string.Join("; ", shown) + (differ.Count > MostShown ? $"; and {differ.Count - MostShown} more" : "");
        }
        catch (HoconSyntaxException fault)
        {
            return $"it cannot be read ({fault.Message.TrimEnd('.')})";
        }
    }
}
