using ActorLstm.Model.Kernels;
using BenchmarkDotNet.Attributes;

namespace ActorLstm.Benchmarks;

/// <summary>The two matrix products on one thread, in the shapes of the book's recipe: 64 rows and 128 units.</summary>
public unsafe class ProductBenchmarks
{
    private const int Rows = 64;
    private readonly AlignedBuffer left = new(Rows * 1024);
    private readonly AlignedBuffer right = new(1024 * 1024);
    private readonly AlignedBuffer result = new(Rows * 1024);

    /// <summary>H.</summary>
    [Params(128, 512)]
    public int Units { get; set; }

    /// <summary>[64, H] [H, H]: 2 * 64 * H * H operations.</summary>
    [Benchmark]
    public void Multiply() =>
        Products.Multiply(Panels.Whole(left.Start, Units), right.Start, Panels.Whole(result.Start, Units), Units / Products.Panel, Rows, Units, accumulate: false);

    /// <summary>[H, 64] summed over 2^19 / H rows, as the gradient of one panel: 2^26 operations.</summary>
    [Benchmark]
    public void AddOuter() => Products.AddOuter(right.Start, Units, Units, right.Start, result.Start, 1024 * 1024 / Units / 2);
}
