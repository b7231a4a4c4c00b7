using ActorLstm.Actors.Runs;

namespace ActorLstm.Actors.Projections;

/// <summary>
/// Hands out the samples of a run each once and in the order of epoch, temperature and replica, whatever the order in which
/// they were finished: one that comes early is held back until those before it are there, or the run has ended without them.
/// </summary>
public sealed class SamplesInOrder
{
    private IEnumerator<SampleKey>? keys;
    private bool keysAreLeft;
    private HashSet<SampleKey> passed = [];

    /// <summary>
    /// Takes the samples that are there for handed out: those of a run before it was resumed. Of a run that was watched from before on, those
    /// that were held back are still to come.
    /// </summary>
    public void Pass(RunState state) => passed = keys is null ? [.. state.Samples.Keys] : passed;

    /// <summary>The samples that can be handed out by now and were not before.</summary>
    /// <param name="state">The run; each call has a later one of the same run.</param>
    public IEnumerable<SampleGenerated> Next(RunState state)
    {
        if (state.Plan is not { } plan)
        {
            yield break;
        }

        if (keys is null)
        {
            keys = plan.AllSamples().GetEnumerator();
            keysAreLeft = keys.MoveNext();
        }

        while (keysAreLeft && (plan.SweptEpochs is not null || keys.Current.Epoch <= state.Epochs.Count))
        {
            if (state.Samples.TryGetValue(keys.Current, out var sample))
            {
                if (!passed.Contains(keys.Current))
                {
                    yield return sample;
                }
            }
            else if (state.EndedAt is null)
            {
                yield break;
            }

            keysAreLeft = keys.MoveNext();
        }
    }
}
