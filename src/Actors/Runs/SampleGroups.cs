using ActorLstm.Model.Sampling;

namespace ActorLstm.Actors.Runs;

/// <summary>
/// Which texts one sampler generates. Few texts have a sampler each, so that they share the threads; many grow together, which takes
/// less of each thread. A text is the same either way.
/// </summary>
public static class SampleGroups
{
    /// <summary>The groups, in the order of the texts.</summary>
    /// <param name="jobs">Texts that wait, the earliest first.</param>
    /// <param name="state">The run.</param>
    /// <param name="mostTexts">Texts that are under way at once, at most: where no more than these wait, each is a group of its own.</param>
    public static IEnumerable<IReadOnlyList<SampleJob>> Of(IReadOnlyList<SampleJob> jobs, RunState state, int mostTexts)
    {
        // Two groups for each thread keep all of them busy to the end.
        var together = state.MissingSamples.Count <= mostTexts ? 1 : Math.Clamp(mostTexts / (2 * Environment.ProcessorCount), 1, SampleBatch.MostTogether);
        for (var first = 0; first < jobs.Count;)
        {
            var group = jobs.Skip(first).TakeWhile(job => Fits(jobs[first], job, state)).Take(together).ToList();
            yield return group.Count == 0 ? [jobs[first]] : group;
            first += Math.Max(1, group.Count);
        }
    }

    // A text whose sampler failed grows alone, so that it takes no others with it again.
    private static bool Fits(SampleJob first, SampleJob job, RunState state) =>
        job.Checkpoint == first.Checkpoint && job.SeedText == first.SeedText && !state.SampleRetries.ContainsKey(job.Key);
}
