namespace ActorLstm.Host.Runs.Comparing;

/// <summary>
/// What the losses of a run depend on beside its network and its training. Losses of two runs can be compared where it is the same: the text, how it is read and split,
/// and how many epochs the run has. The validation loss counts every window once, whatever the targets; the training loss of a run without one depends on them.
/// </summary>
internal static class Comparability
{
    /// <summary>The path of the hash of the text that was trained on.</summary>
    public const string CorpusHash = "corpus.sha256";

    private const string CorpusSource = "corpus.source";
    private const string Fraction = "corpus.validation-fraction";
    private const string Epochs = "experiment.epochs";
    private const string Targets = "windows.targets";
    private const int ShownOfHash = 12;

    /// <summary>What the losses of a run depend on, by the paths of the settings.</summary>
    /// <param name="settings">Its settings. The hash of the corpus is that of the text that it trained on; null or left out where it is not known.</param>
    /// <param name="epochs">How many epochs it has; null where it is not known.</param>
    public static IReadOnlyDictionary<string, string> BasisOf(IReadOnlyDictionary<string, string> settings, int? epochs)
    {
        var basis = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var isHashKnown = settings.GetValueOrDefault(CorpusHash) is { Length: 64 };
        foreach (var (path, value) in settings)
        {
            if (path.StartsWith("corpus.", StringComparison.Ordinal) && path != "corpus.fallback" && path != (isHashKnown ? CorpusSource : CorpusHash))
            {
                basis[path] = value;
            }
        }

        if ((epochs is { } known ? $"{known}" : settings.GetValueOrDefault(Epochs)) is { } given)
        {
            basis[Epochs] = given;
        }

        if (settings.GetValueOrDefault(Fraction) is null or "0" && settings.GetValueOrDefault(Targets) is { } targets)
        {
            basis[Targets] = targets;
        }

        return basis;
    }

    /// <summary>Why the losses of a run cannot be compared with those of others; null where they can.</summary>
    /// <param name="own">What its own depend on.</param>
    /// <param name="others">What those of the others depend on.</param>
    public static string? WhyNot(IReadOnlyDictionary<string, string> own, IReadOnlyDictionary<string, string> others)
    {
        var differing = own.Keys.Union(others.Keys).Where(path => own.GetValueOrDefault(path) != others.GetValueOrDefault(path))
            .Select(path => $"{path} is {Shown(path, own.GetValueOrDefault(path))}, not {Shown(path, others.GetValueOrDefault(path))}").ToList();
        return differing.Count == 0 ? null : string.Join("; ", differing);
    }

    /// <summary>A value as it is shown: of a hash the beginning.</summary>
    public static string Shown(string path, string? value) => value is null ? "not known" : path == CorpusHash && value.Length == 64 ? value[..ShownOfHash] : value;

    /// <summary>Which of several runs can be compared, and why the others cannot: the basis that most of them have counts, of several the first.</summary>
    /// <param name="bases">What the losses of each depend on.</param>
    /// <returns>For each null, or why it is not compared with most.</returns>
    public static IReadOnlyList<string?> WhyNot(IReadOnlyList<IReadOnlyDictionary<string, string>> bases)
    {
        var keys = bases.Select(basis => string.Join('\n', basis.Select(setting => $"{setting.Key}={setting.Value}"))).ToList();
        var most = keys.CountBy(key => key).OrderByDescending(group => group.Value).FirstOrDefault().Key;
        return most is null ? [] : [.. bases.Index().Select(basis => keys[basis.Index] == most ? null : WhyNot(basis.Item, bases[keys.IndexOf(most)]))];
    }
}
