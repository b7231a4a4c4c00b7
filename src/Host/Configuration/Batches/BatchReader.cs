using ActorLstm.Actors.Batches;
using ActorLstm.Host.Configuration.Hocon;

namespace ActorLstm.Host.Configuration.Batches;

/// <summary>Reads the section <c>batch</c>: how the runs are dealt with, and what distinguishes each of them.</summary>
/// <param name="settings">The configuration.</param>
/// <param name="settable">The paths that may differ from run to run.</param>
/// <param name="mostRuns">The most runs that it may have where a service allows fewer than the program; else null.</param>
/// <param name="report">Takes what is wrong.</param>
internal sealed class BatchReader(SettingsReader settings, IReadOnlyCollection<string> settable, int? mostRuns, Action<ConfigurationError> report)
{
    /// <summary>The section.</summary>
    public const string Section = "batch";

    /// <summary>The most runs of a batch.</summary>
    public const int MostRuns = 100_000;

    private const string Exclude = "batch.exclude";

    private static readonly string[] Ways = ["batch.matrix", "batch.list", "batch.random.ranges"];

    private readonly UnknownKeys nearest = new([.. settable], report);
    private bool hasRefused;

    /// <summary>How the runs are dealt with.</summary>
    public BatchOptions Options() => new()
    {
        MaxConcurrent = settings.Int("batch.max-concurrent", 0, 1024),
        Retries = settings.Int("batch.retries", 0, 1000),
        OnFailure = settings.Choice<BatchFailurePolicy>("batch.on-failure"),
        Stopping = new StoppingOptions
        {
            Rule = settings.Choice<StoppingRule>("batch.stopping.rule"),
            FirstEpoch = settings.Int("batch.stopping.first-epoch", 1, 1_000_000),
            Factor = settings.Int("batch.stopping.factor", 2, 1000),
        },
    };

    /// <summary>What distinguishes each run; none where the file is no batch.</summary>
    public IReadOnlyList<MemberSettings> Runs()
    {
        settings.Int(MemberSettings.PriorityPath, -1000, 1000);
        var count = settings.Int("batch.random.count", 0, MostRuns);
        var seed = settings.Long("batch.random.seed", long.MinValue, long.MaxValue);
        var (matrix, list, ranges) = (settings.Part(Ways[0]), settings.Part(Ways[1]), settings.Part(Ways[2]));
        var (include, exclude) = (settings.Part("batch.include"), settings.Part(Exclude));
        var given = new[] { (Path: Ways[0], Node: matrix), (Path: Ways[1], Node: list), (Path: Ways[2], Node: ranges) }.Where(way => way.Node is not null).ToList();
        if (given.Count > 1)
        {
            Refuse(given[1].Node!, $"stands beside {ConfigurationLayers.Root}.{given[0].Path}, and a batch is made in one of these ways: leave one of them out");
        }

        var included = include is null ? [] : List(include, "batch.include");
        var excluded = exclude is null ? [] : List(exclude, Exclude);
        List<MemberSettings> runs =
        [
            .. given.Count != 1 ? [] : (given[0].Path == Ways[0] ? Matrix(matrix!) : given[0].Path == Ways[1] ? List(list!, Ways[1]) : Draw(ranges!, count, seed, included, excluded)),
            .. included,
        ];
        runs.RemoveAll(run => excluded.Exists(run.Has));
        if (runs.Count > Most)
        {
            RefuseMany((matrix ?? list ?? ranges ?? include)!, runs.Count);
            return [];
        }

        if (runs.Count == 0 && !hasRefused && (given.Count > 0 || include is not null))
        {
            Refuse(given.Count > 0 ? given[0].Node! : include!, "makes no run at all: a batch has at least one");
        }

        return [.. runs.DistinctBy(run => run.Key)]; // One that is included may be there already.
    }

    private void RefuseTwin((int Index, MemberSettings Item) first, (int Index, MemberSettings Item) second, string name, HoconNode list)
    {
        var settings = string.Join(", ", second.Item.Values.Select(value => $"{value.Key} = {MemberSettings.TextOf(value.Value)}"));
        Refuse(second.Item.Values.Count > 0 ? second.Item.Values[0].Value : list, $"{name} makes the run {(settings.Length == 0 ? "without settings of its own" : settings)} twice, as number {first.Index + 1} and {second.Index + 1}: leave one of them out");
    }

    // Every combination, the last setting changing fastest.
    private List<MemberSettings> Matrix(HoconNode matrix)
    {
        var settings = Assignments(matrix, Ways[0]).Select(setting => (setting.Path, Choices: Choices(setting.Path, setting.Value))).Where(setting => setting.Choices.Count > 0).ToList();
        var count = settings.Aggregate(1.0, (product, setting) => product * setting.Choices.Count);
        if (count > Most)
        {
            RefuseMany(matrix, count);
            return [];
        }

        return settings.Count == 0 ? [] : settings.Aggregate(
            new List<MemberSettings> { MemberSettings.None },
            (runs, setting) => [.. from run in runs from choice in setting.Choices select run.With(setting.Path, choice)]);
    }

    private List<MemberSettings> List(HoconNode list, string name)
    {
        if (list is not HoconList { Items: var items })
        {
            Refuse(list, $"wants a list of runs, for instance {name} = [{{ training.learning-rate = 0.01 }}, {{ model.hidden = 256 }}]");
            return [];
        }

        List<MemberSettings> runs = [.. items.Select(item => new MemberSettings([.. Assignments(item, name).Select(value => KeyValuePair.Create(value.Path, value.Value))]))];
        if (!hasRefused && name != Exclude && runs.Index().GroupBy(run => run.Item.Key).FirstOrDefault(same => same.Count() > 1)?.Take(2).ToList() is [var first, var second])
        {
            RefuseTwin(first, second, name, list);
        }

        return runs;
    }

    private IReadOnlyList<MemberSettings> Draw(HoconNode ranges, int count, long seed, List<MemberSettings> included, List<MemberSettings> excluded)
    {
        if (count > Most)
        {
            RefuseMany(ranges, count);
            return [];
        }

        if (count == 0)
        {
            Refuse(ranges, "is given, and batch.random.count is 0: set it to the number of runs to draw");
        }

        var draws = new RandomRuns([.. Assignments(ranges, Ways[2]).Select(setting => RandomSetting.Of(setting.Path, setting.Value, seed, count, Refuse)).OfType<DrawnSetting>()], seed);
        if (hasRefused || draws.IsEmpty)
        {
            return [];
        }

        var beside = included.Select(run => run.Key).ToHashSet();
        var runs = draws.Combinations < count ? [] : draws.Draw(count, run => !beside.Contains(run.Key) && !excluded.Exists(run.Has));
        if (runs.Count < count)
        {
            Refuse(ranges, draws.Combinations < count
                ? $"draws {count:N0} runs (batch.random.count), and batch.random.ranges have {draws.Combinations:N0} combination{(draws.Combinations == 1 ? "" : "s")}: lower the count to that, or give more values"
                : $"draws {count:N0} runs (batch.random.count), and {runs.Count:N0} different ones were found in batch.random.ranges{(excluded.Count + included.Count > 0 ? " beside those of include and exclude" : "")}: lower the count to that, or give more values");
        }

        return runs;
    }

    private IReadOnlyList<HoconNode> Choices(string path, HoconNode value)
    {
        if (value is not HoconList { Items: { Count: > 0 } items })
        {
            Refuse(value, $"wants a list of values for {path}, for instance [{(value is HoconText text ? text.Value : "1, 2")}]");
            return [];
        }

        if (items.GroupBy(MemberSettings.KeyOf).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            Refuse(twice.Last(), $"has the value {twice.Key} of {path} twice{(twice.Select(MemberSettings.TextOf).Distinct().Count() > 1 ? $", as {string.Join(" and ", twice.Select(MemberSettings.TextOf).Distinct())}" : "")}");
        }

        return items;
    }

    // A path may be written in quotes, "training.learning-rate", or as sections. What is not settable is refused, with what comes nearest.
    private List<(string Path, HoconNode Value)> Assignments(HoconNode node, string name)
    {
        if (node is not HoconMap map)
        {
            Refuse(node, $"wants settings of {name} in braces, for instance {{ training.learning-rate = 0.01 }}");
            return [];
        }

        var found = new List<(string Path, HoconNode Value)>();
        Collect(map, []);
        foreach (var twice in found.GroupBy(setting => setting.Path).Where(group => group.Count() > 1))
        {
            Refuse(twice.Last().Value, $"gives {twice.Key} twice: once in quotes and once as a section, or with {ConfigurationLayers.Root} before it; leave one of them out");
        }

        return [.. found.DistinctBy(setting => setting.Path)];

        void Collect(HoconMap section, IReadOnlyList<string> above)
        {
            foreach (var (key, value) in section.Items)
            {
                IReadOnlyList<string> keys = [.. above, .. key.Split('.')];
                keys = keys[0] == ConfigurationLayers.Root ? [.. keys.Skip(1)] : keys;
                var path = string.Join('.', keys);
                if (settable.Contains(path) || path == MemberSettings.PriorityPath)
                {
                    found.Add((path, value));
                }
                else if (value is HoconMap { Items.Count: > 0 } inner && (keys.Count == 0 || settings.KnownPaths.Any(known => known.StartsWith($"{path}.", StringComparison.Ordinal))))
                {
                    Collect(inner, keys);
                }
                else
                {
                    var meant = settings.KnownPaths.Contains(path) ? null : nearest.Nearest(path);
                    Refuse(value, $"{path} is no setting in which the runs of a batch can differ{(meant is null ? "" : $"; did you mean {meant[(ConfigurationLayers.Root.Length + 1)..]}?")}");
                }
            }
        }
    }

    private int Most => Math.Min(mostRuns ?? MostRuns, MostRuns);

    private void RefuseMany(HoconNode node, double count) => Refuse(node, $"makes {count:N0} runs, and {(Most == MostRuns ? "a batch has" : "service.batch-runs allows a batch")} at most {Most:N0}");

    private void Refuse(HoconNode node, string message)
    {
        hasRefused = true;
        var name = $"{ConfigurationLayers.Root}.{Section}";
        report(new ConfigurationError(name, message.EndsWith('?') ? $"{name}: {message}" : $"{name}: {message}.", node.Origin.Source, node.Origin.Line));
    }
}
