namespace ActorLstm.Host.Cli.Usage;

/// <summary>What other programs call the verbs and options of this one.</summary>
internal static class OtherWords
{
    /// <summary>Verbs.</summary>
    public static IReadOnlyDictionary<string, string> Verbs { get; } = Table(
        ("run", "train fit start launch exec submit learn"),
        ("resume", "continue restart unpause"),
        ("sample", "generate gen predict infer complete write"),
        ("export", "save download dump"),
        ("import", "load upload"),
        ("list", "ls ps runs status jobs"),
        ("show", "info inspect describe get cat view"),
        ("compare", "diff"),
        ("report", "plot graph html"),
        ("cancel", "stop kill abort end terminate"),
        ("pause", "suspend hold"),
        ("remove", "rm del delete erase purge prune clean"),
        ("validate", "check lint verify test"),
        ("corpus", "text data dataset"),
        ("serve", "server service web ui daemon"),
        ("node", "worker join cluster"),
        ("doctor", "env diagnose"));

    /// <summary>Options, without their hyphens: what they may be called here, the likeliest first.</summary>
    public static IReadOnlyDictionary<string, string[]> Options { get; } = Table(
            ("verbose", "v debug log"),
            ("temperature temperatures", "t temp"),
            ("seed-text", "prompt start prefix primer text"),
            ("count replicas", "n num-samples samples number"),
            ("length", "max-length max-new-tokens tokens size chars characters"),
            ("random-seed seed", "seed rng-seed"),
            ("learning-rate", "lr rate"),
            ("batch-size", "b bs batch"),
            ("epochs epoch", "e num-epochs max-epochs n-epochs"),
            ("epoch", "checkpoint ckpt"),
            ("hidden", "units hidden-size rnn-size hidden-units"),
            ("layers", "num-layers n-layers"),
            ("maxlen", "seq-length seq-len sequence-length block-size window"),
            ("device", "gpu cuda cpu"),
            ("source corpus", "text-file input data dataset file"),
            ("output", "o out output-dir out-dir outfile"),
            ("runs", "d dir folder directory runs-dir run-dir"),
            ("server", "url host address remote"),
            ("urls", "port bind listen address"),
            ("config", "c conf configuration"),
            ("name", "run-name title"),
            ("overwrite yes", "f force y"),
            ("yes", "assume-yes"),
            ("detach", "background bg daemon"),
            ("limit", "max head top"))
        .ToDictionary(pair => pair.Key, pair => pair.Value.Split(' '));

    private static Dictionary<string, string> Table(params (string Ours, string Others)[] words) =>
        words.SelectMany(word => word.Others.Split(' '), (word, other) => (other, word.Ours)).DistinctBy(pair => pair.other).ToDictionary(pair => pair.other, pair => pair.Ours);
}
