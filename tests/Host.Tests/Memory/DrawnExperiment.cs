namespace ActorLstm.Host.Tests.Memory;

/// <summary>An experiment that was drawn within the documented ranges, and its corpus.</summary>
/// <param name="Text">The corpus.</param>
/// <param name="Settings">The settings, each as <c>path=value</c>.</param>
/// <param name="Operations">Operations that it takes, roughly.</param>
internal sealed record DrawnExperiment(string Text, IReadOnlyList<string> Settings, double Operations)
{
    /// <summary>Draws one: two epochs of one batch each, as far as its batch reaches, and a few characters of texts after each.</summary>
    /// <param name="random">Draws.</param>
    /// <param name="isWide">Whether the whole ranges are drawn from, of which most does not fit; else a part that takes seconds.</param>
    public static DrawnExperiment Draw(Random random, bool isWide)
    {
        var distinct = (int)Log(random, 2, isWide ? 2000 : 300);
        var length = (int)Log(random, 4000, 20_000);
        var maxlen = Log(random, 1, isWide ? 1_000_000 : 200);
        var batch = Log(random, 1, isWide ? 1_000_000 : 2000);
        var layers = Log(random, 1, isWide ? 64 : 4);
        var hidden = Log(random, 1, isWide ? 8192 : 256);
        var temperatures = random.Next(1, 5);
        var replicas = Log(random, 1, isWide ? 100_000 : 30);
        var context = Of(random, "window", "carry");
        var characters = Log(random, 1, isWide ? 1_000_000 : 10);
        string[] settings =
        [
            $"windows.maxlen={maxlen}",
            $"windows.step={(isWide ? Log(random, 1, 1_000_000) : Math.Max(1, (length + batch - 1) / batch))}",
            $"windows.targets={Of(random, "last", "every")}",
            $"model.layers={layers}",
            $"model.hidden={hidden}",
            $"model.dropout={Of(random, "0.0", "0.3")}",
            $"training.batch-size={batch}",
            $"training.optimizer={Of(random, "rmsprop", "adam", "sgd")}",
            $"training.kernel={Of(random, "auto", "fused", "torch")}",
            $"training.clip-norm={Of(random, "0.0", "1.0")}",
            $"corpus.validation-fraction={Of(random, "0.0", "0.2")}",
            $"corpus.validation-step={Log(random, 10, 1000)}",
            $"sampling.temperatures=[{string.Join(", ", Enumerable.Range(1, temperatures).Select(number => $"0.{number}"))}]",
            $"sampling.replicas={replicas}",
            $"sampling.context={context}",
            $"sampling.length={characters}",
        ];
        var step = 16.0 * Math.Max(hidden, 64) * Math.Max(hidden, 64) * layers;
        var windows = context == "window" ? maxlen : 1;
        var texts = temperatures * replicas * (maxlen / 2.0 + characters) * windows;
        return new DrawnExperiment(TextOf(random, distinct, length), settings, 2 * step * (texts + 3.0 * Math.Min(batch, length) * maxlen));
    }

    private static string TextOf(Random random, int distinct, int length)
    {
        var all = Enumerable.Range(0, distinct).Select(number => (char)(number < 26 ? 'a' + number : 0x4E00 + number)).ToArray();
        return string.Concat(all) + string.Concat(Enumerable.Range(distinct, Math.Max(0, length - distinct)).Select(_ => all[random.Next(all.Length)])) + "\n";
    }

    // As often between 10 and 100 as between 1,000 and 10,000.
    private static long Log(Random random, long low, long high) => Math.Clamp((long)Math.Exp(Math.Log(low) + random.NextDouble() * (Math.Log(high) - Math.Log(low))), low, high);

    private static string Of(Random random, params string[] values) => values[random.Next(values.Length)];
}
