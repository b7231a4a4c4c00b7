using ActorLstm.Host.Configuration.Hocon;

namespace ActorLstm.Host.Configuration.Sweeps;

/// <summary>Reads the section <c>sweep</c>.</summary>
/// <param name="settings">The configuration.</param>
internal sealed class SweepReader(SettingsReader settings)
{
    private const string Run = "sweep.run";
    private const string Epochs = "sweep.epochs";
    private const int MostEpochs = 1_000_000;

    /// <summary>Reads it.</summary>
    public SweepOptions Read()
    {
        var options = new SweepOptions
        {
            Run = settings.OptionalText(Run, "a run: its id, a beginning of it, its name or its folder", text => !string.IsNullOrWhiteSpace(text)),
            Epochs = Choice(settings.Part(Epochs)),
        };
        if (options is { Run: null, Epochs.Kind: not EpochChoiceKind.Last })
        {
            settings.Refuse(Epochs, $"is of no use without {Run}: name the run whose checkpoints texts are generated from, or leave it out");
        }

        return options;
    }

    private EpochChoice Choice(HoconNode? node)
    {
        switch (node)
        {
            case HoconText { Value: "last" }:
                return new EpochChoice(EpochChoiceKind.Last, []);
            case HoconText { Value: "best" }:
                return new EpochChoice(EpochChoiceKind.Best, []);
            case HoconText { Value: "all" }:
                return new EpochChoice(EpochChoiceKind.All, []);
            case HoconList { Items: { Count: > 0 } items } when items.All(item => Epoch(item) is not null):
                var epochs = items.Select(item => Epoch(item)!.Value).Order().ToList();
                if (epochs.Distinct().Count() != epochs.Count)
                {
                    settings.Refuse(Epochs, "wants every epoch once, and one stands there twice");
                }

                return new EpochChoice(EpochChoiceKind.Listed, epochs);
            default:
                settings.Refuse(Epochs, $"wants last, best, all or a list of epochs, each a whole number from 1 to {MostEpochs}, for instance [1, 5, 10]{(node is null ? "" : $"; found {SettingsText.Shown(node)}")}");
                return new EpochChoice(EpochChoiceKind.Last, []);
        }
    }

    private static int? Epoch(HoconNode item) => item is HoconText text && SettingsParser.Long(text.Value) is >= 1 and <= MostEpochs and var epoch ? (int)epoch : null;
}
