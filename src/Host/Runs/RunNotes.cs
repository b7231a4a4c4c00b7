using ActorLstm.Model;
using ActorLstm.Model.Corpora;

namespace ActorLstm.Host.Runs;

/// <summary>What the user of a run should know before it starts: doubts about its corpus, and what its settings make of that corpus.</summary>
internal static class RunNotes
{
    private const int DoubtsShown = 5;
    private const int CharactersShown = 10;

    /// <summary>Those of a run that trains.</summary>
    /// <param name="corpus">Its corpus.</param>
    /// <param name="split">How that is divided and cut.</param>
    /// <param name="experiment">Its experiment.</param>
    public static IReadOnlyList<string> Of(Corpus corpus, CorpusSplit split, Experiment experiment)
    {
        var (doubts, unseen) = (corpus.Doubts, UnseenCharacters.Of(corpus, split));
        return
        [
            .. doubts.Take(DoubtsShown).Select(doubt => $"{doubt}."),
            .. doubts.Count > DoubtsShown ? [$"The corpus has {doubts.Count - DoubtsShown:N0} more problems; actorlstm corpus lists them."] : Array.Empty<string>(),
            .. unseen.Count > 0 ? [Unseen(unseen, corpus.Vocabulary.Count, experiment.Corpus.ValidationFraction)] : Array.Empty<string>(),
            .. Cut(split, experiment),
        ];
    }

    private static string Unseen(IReadOnlyList<System.Text.Rune> unseen, int distinct, double fraction) =>
        $"{unseen.Count:N0} of {distinct:N0} distinct characters {(unseen.Count == 1 ? "occurs" : "occur")} only in the validation part of the corpus (corpus.validation-fraction = {fraction}): "
        + $"{string.Join(", ", unseen.Take(CharactersShown).Select(Vocabulary.Describe))}{(unseen.Count > CharactersShown ? $" and {unseen.Count - CharactersShown:N0} more" : "")}. "
        + "Training never sees them, so their weights stay random and the validation loss is higher.";

    private static IEnumerable<string> Cut(CorpusSplit split, Experiment experiment)
    {
        var (training, batch) = (split.Training, experiment.Training.BatchSize);
        if (training.Count == 1 && split.ValidationStart > training.MaxLength + 1)
        {
            yield return $"The training part has one window only: windows.step = {training.Step} is longer than the text that follows the first one.";
        }
        else if (training.Count < batch)
        {
            yield return $"The training part has {training.Count:N0} windows, fewer than training.batch-size = {batch}: each epoch is one batch of {training.Count:N0}.";
        }

        if (split.Validation is { Count: 1 } && experiment.Corpus.ValidationStep > 1)
        {
            yield return $"The validation part has one window only: corpus.validation-step = {experiment.Corpus.ValidationStep} is longer than the text that follows the first one.";
        }
    }
}
