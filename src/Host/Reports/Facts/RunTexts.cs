using ActorLstm.Model.Measures;

namespace ActorLstm.Host.Reports.Facts;

/// <summary>The texts of a run, measured.</summary>
/// <param name="All">The texts in the order of epoch, temperature and replica.</param>
/// <param name="WithoutCorpus">Why nothing was measured against the corpus; null where it was.</param>
internal sealed record RunTexts(IReadOnlyList<MeasuredText> All, string? WithoutCorpus)
{
    /// <summary>No texts.</summary>
    public static RunTexts None { get; } = new([], null);

    /// <summary>The epochs after which there are texts, the first first.</summary>
    public IReadOnlyList<int> Epochs { get; } = [.. All.Select(text => text.Sample.Epoch).Distinct().Order()];

    /// <summary>The temperatures, the lowest first.</summary>
    public IReadOnlyList<double> Temperatures { get; } = [.. All.Select(text => text.Sample.Temperature).Distinct().Order()];

    /// <summary>The texts after the last epoch that has any.</summary>
    public IEnumerable<MeasuredText> Last => Epochs.Count == 0 ? [] : All.Where(text => text.Sample.Epoch == Epochs[^1]);

    /// <summary>The texts of an epoch and a temperature, by replica.</summary>
    public IEnumerable<MeasuredText> At(int epoch, double temperature) => All.Where(text => text.Sample.Epoch == epoch && text.Sample.Temperature.Equals(temperature));

    /// <summary>A measure at each temperature, after the last epoch; those where it was not measured are left out.</summary>
    public IReadOnlyList<(double Temperature, Estimate Estimate)> LastEstimates(Measure measure) =>
    [
        .. from temperature in Temperatures
           let estimate = measure.EstimateOf(Last.Where(text => text.Sample.Temperature.Equals(temperature)))
           where estimate is not null
           select (temperature, estimate),
    ];

    /// <summary>The invented words of a temperature after the last epoch, the most frequent first: how many texts have each.</summary>
    public IReadOnlyList<(string Word, int Texts)> InventedAt(double temperature) =>
    [
        .. Last.Where(text => text.Sample.Temperature.Equals(temperature))
            .SelectMany(text => text.Measures?.InventedWords ?? [])
            .CountBy(word => word, StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(word => word.Value)
            .ThenBy(word => word.Key, StringComparer.Ordinal)
            .Select(word => (word.Key, word.Value)),
    ];
}
