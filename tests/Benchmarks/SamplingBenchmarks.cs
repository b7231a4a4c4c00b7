using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Sampling;
using BenchmarkDotNet.Attributes;

namespace ActorLstm.Benchmarks;

/// <summary>What a character of a text costs on one thread.</summary>
public class SamplingBenchmarks
{
    private readonly FrozenLstm network = new(
        KerasInitializer.Weights(57, new NetworkOptions(), RandomStream.At(new RandomAddress(1, RandomPurpose.Initialization))), 57, new NetworkOptions());

    private readonly TemperatureDraw draw = new(57, 0.5);
    private readonly RandomStream random = RandomStream.At(new RandomAddress(1, RandomPurpose.Sample));
    private IReadingContext context = null!;
    private ushort[] characters = [];
    private float[] logits = [];

    /// <summary>What a character depends on.</summary>
    [Params(SamplingContext.Window, SamplingContext.Carry)]
    public SamplingContext Context { get; set; }

    /// <summary>Texts that grow together.</summary>
    [Params(1, 64)]
    public int Together { get; set; }

    /// <summary>Reads a window.</summary>
    [GlobalSetup]
    public void Begin()
    {
        context = IReadingContext.Of(Context, network, 60, Together);
        characters = new ushort[Together];
        logits = new float[57 * Together];
        for (var read = 0; read < 60; read++)
        {
            context.Read(characters);
        }
    }

    /// <summary>A character of every text is read, and the logits of the next are computed.</summary>
    [Benchmark]
    public void Read()
    {
        context.Read(characters);
        context.Logits(logits);
    }

    /// <summary>One character is drawn.</summary>
    [Benchmark]
    public int Draw() => TemperatureDraw.Draw(draw.Distribution(logits.AsSpan(0, 57)), random.NextDouble());
}
