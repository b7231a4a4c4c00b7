using static TorchSharp.torch;

namespace ActorLstm.Host.Bench;

/// <summary>A product of two matrices by torch's own library, so large that nothing but arithmetic counts: what the machine can do.</summary>
internal sealed class Sgemm : IDisposable
{
    private const int Size = 1024;
    private readonly Tensor left = rand(Size, Size);
    private readonly Tensor right = rand(Size, Size);
    private readonly Tensor product = zeros(Size, Size);

    /// <summary>The median rate of so many products, flop/s.</summary>
    public static double Rate(BenchScope scope)
    {
        using var sgemm = new Sgemm();
        sgemm.Multiply();
        return 2.0 * Size * Size * Size / Pairs.Quantile([.. Enumerable.Range(0, scope.Rounds).Select(_ => scope.Seconds(sgemm.Multiply))], 0.5);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        left.Dispose();
        right.Dispose();
        product.Dispose();
    }

    private void Multiply() => product.addmm_(left, right, 0, 1);
}
