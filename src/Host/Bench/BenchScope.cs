using ActorLstm.Model.Corpora;

namespace ActorLstm.Host.Bench;

/// <summary>What the measurements are made with.</summary>
/// <param name="Quick">Whether everything together should take less than a minute.</param>
/// <param name="Threads">Threads that both sides of a comparison use.</param>
/// <param name="Corpus">The text.</param>
/// <param name="Folder">An empty folder for what is written on the way.</param>
/// <param name="Time">The clock.</param>
/// <param name="Say">Tells people what is being measured.</param>
internal sealed record BenchScope(bool Quick, int Threads, Corpus Corpus, string Folder, TimeProvider Time, Action<string> Say)
{
    /// <summary>Rounds of a comparison.</summary>
    public int Rounds => Quick ? 15 : 50;

    /// <summary>Times two things by turns, so that whatever else the machine does falls on both.</summary>
    /// <param name="rounds">How often each is timed, after a warm-up.</param>
    /// <param name="reference">One of them.</param>
    /// <param name="measured">The other.</param>
    /// <param name="cancellation">Ends the measurement.</param>
    public Pairs Compare(int rounds, Action reference, Action measured, CancellationToken cancellation)
    {
        for (var warmUp = 0; warmUp < 3; warmUp++)
        {
            reference();
            measured();
        }

        var (references, figures) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            references.Add(Seconds(reference));
            figures.Add(Seconds(measured));
        }

        return new Pairs(references, figures);
    }

    /// <summary>The seconds that something takes.</summary>
    public double Seconds(Action action)
    {
        var started = Time.GetTimestamp();
        action();
        return Time.GetElapsedTime(started).TotalSeconds;
    }
}
