namespace ActorLstm.Host.Bench;

/// <summary>What it costs the training of a run that many watch it while others ask its service things.</summary>
internal static class ServiceBench
{
    /// <summary>The row that it gives.</summary>
    public const string Row = "watched_training";

    private const int Watchers = 200;
    private const int RequestsASecond = 50;

    // The book's recipe on the text that is part of the program, on one thread: an epoch takes some seconds, so that there is something to tell.
    private const string Recipe = """
        actorlstm {
          experiment { name = watched, epochs = 1000000 }
          corpus.source = sample
          training { threads = 1, device = cpu }
          sampling.length = 60
        }
        """;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    /// <summary>Measures the steps of a run with and without those who watch, by turns.</summary>
    public static async Task<BenchRow> MeasureAsync(BenchScope scope, CancellationToken cancellation)
    {
        scope.Say($"training steps of a run of the service, with {Watchers} watchers and {RequestsASecond} requests a second and without, by turns");
        using var service = await ChildService.StartAsync(Path.Combine(scope.Folder, Row), cancellation);
        var run = await service.SubmitAsync(Recipe, cancellation);
        var pace = new StepPace(service, run);
        var phase = TimeSpan.FromSeconds(scope.Quick ? 3 : 6);
        await pace.SecondsAsync(phase, cancellation); // The first steps are slower.
        var (alone, watched) = (new List<double>(), new List<double>());
        for (var round = 0; round < (scope.Quick ? 5 : 15); round++)
        {
            alone.Add(await pace.SecondsAsync(phase, cancellation));
            await using var load = ServiceLoad.Begin(service, run, Watchers, RequestsASecond, scope.Time);
            await Task.Delay(Settling, scope.Time, cancellation);
            watched.Add(await pace.SecondsAsync(phase, cancellation));
        }

        var pairs = new Pairs(alone, watched);
        return new BenchRow(
            Row, $"training step, {Watchers} watchers, {RequestsASecond} requests a second", "the same run when nobody watches", "ms",
            1e3 * pairs.Reference, 1e3 * pairs.Figure, pairs.Ratio, Bound.Most(1.10, "x"), Bound.Most(1.05, "x"), pairs.Spread,
            "one thread trains; the service and those who watch share the other cores");
    }
}
