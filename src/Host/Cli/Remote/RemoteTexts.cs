using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Service;
using ActorLstm.Model;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>Texts from a checkpoint of a run of a service, one after the other: those that <c>sample</c> would generate here.</summary>
internal sealed class RemoteTexts(Terminal terminal, ServiceClient service)
{
    /// <summary>Shows them as they grow, or each as JSON once it is complete.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    /// <exception cref="ConfigurationException">An option is out of range.</exception>
    public async Task<int> ShowAsync(SampleSettings settings, CancellationToken cancellation)
    {
        var run = (await service.ShowAsync(settings.Run, cancellation)).Run;
        var given = await service.ConfigurationAsync(run.Id, cancellation);
        var configuration = ConfigurationLoader.Load(new ConfigurationSources(given, $"the service {service.Address}") { Overrides = settings.Overrides() });
        var sampling = configuration.Experiment.Sampling;
        IReadOnlyList<string?> seedTexts = settings.SeedText is { } seedText ? [seedText] : configuration.Plan.SeedTexts is { } several ? [.. several] : [null];
        var shown = "";
        var epoch = settings.Epoch;
        var isBegun = false;
        foreach (var temperature in sampling.Temperatures)
        {
            for (var replica = 0; replica < sampling.Replicas * seedTexts.Count; replica++)
            {
                var text = new TextRequest
                {
                    Epoch = epoch, // All from one checkpoint, also where the run goes on meanwhile.
                    Temperature = temperature,
                    Length = sampling.Length,
                    SeedText = seedTexts[replica / sampling.Replicas],
                    UnknownCharacters = settings.UnknownCharacters,
                    Context = settings.Context,
                    TopK = sampling.TopK,
                    TopP = sampling.TopP,
                    RandomSeed = settings.RandomSeed,
                    Replica = replica,
                };
                try
                {
                    await ShowAsync(text);
                }
                catch (InvalidInputException fault) when (fault.Message.Contains("corpus.unknown-characters", StringComparison.Ordinal))
                {
                    throw SampleCommand.RefusedSeedText(fault);
                }
            }
        }

        return ExitCodes.Done;

        async Task ShowAsync(TextRequest text)
        {
            if (settings.Json)
            {
                var line = await service.TextAsync(run.Id, text, cancellation);
                Begin(line.Epoch);
                terminal.Result(JsonOutput.Line(line));
                return;
            }

            await service.GrowAsync(run.Id, text, (of, seedText) => Head(of, seedText, text.Temperature!.Value, text.Replica), Grow, cancellation);
            terminal.Result("\n");
        }

        void Begin(int of)
        {
            epoch = of;
            if (!isBegun)
            {
                isBegun = true;
                terminal.Message($"run {run.Id}, epoch {of}");
            }
        }

        void Head(int of, string seedText, double temperature, int replica)
        {
            Begin(of);
            if (shown != seedText)
            {
                terminal.Result(RunWords.Seed(of, shown = seedText));
            }

            terminal.Result(RunWords.Temperature(temperature, replica));
        }
    }

    private void Grow(ReadOnlyMemory<char> piece)
    {
        terminal.Results.Write(piece.Span);
        terminal.Results.Flush();
    }
}
