using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Networks;

public sealed class MatrixProductTests
{
    private static readonly Gen<(int M, int K, int N)> Sizes = Gen.Select(Gen.Int[0, 13], Gen.Int[0, 40], Gen.Int[0, 140]);

    [Fact]
    public void It_adds_the_product_for_any_sizes() => Gen.Select(Sizes, Gen.Long).Sample((size, seed) =>
    {
        var (left, right, sum) = Operands(size, seed);
        var result = sum.ToArray();
        MatrixProduct.Add(left, right, result, size.M, size.K, size.N);
        for (var row = 0; row < size.M; row++)
        {
            for (var column = 0; column < size.N; column++)
            {
                var exact = (double)sum[row * size.N + column];
                for (var k = 0; k < size.K; k++)
                {
                    exact += (double)left[row * size.K + k] * right[k * size.N + column];
                }

                ((double)result[row * size.N + column]).Should().BeApproximately(exact, 2e-5);
            }
        }
    });

    [Fact]
    public void Every_element_has_the_bits_of_fused_additions_in_the_order_of_k() => Gen.Select(Sizes, Gen.Long).Sample((size, seed) =>
    {
        var (left, right, expected) = Operands(size, seed);
        var result = expected.ToArray();
        MatrixProduct.Add(left, right, result, size.M, size.K, size.N);
        for (var i = 0; i < expected.Length; i++)
        {
            for (var k = 0; k < size.K; k++)
            {
                expected[i] = MathF.FusedMultiplyAdd(left[i / size.N * size.K + k], right[k * size.N + i % size.N], expected[i]);
            }
        }

        result.AsSpan().SequenceEqual(expected).Should().BeTrue();
    });

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    public void A_matrix_transposed_twice_is_itself(int rows, int columns)
    {
        float[] matrix = [.. Enumerable.Range(0, rows * columns).Select(i => (float)i)];
        var transposed = MatrixProduct.Transpose(matrix, rows, columns);
        MatrixProduct.Transpose(transposed, columns, rows).Should().Equal(matrix);
        Enumerable.Range(0, rows * columns).Should().OnlyContain(i => transposed[i % columns * rows + i / columns] == matrix[i]);
    }

    private static (float[] Left, float[] Right, float[] Sum) Operands((int M, int K, int N) size, long seed)
    {
        var random = RandomStream.At(new RandomAddress(seed, "matrix"));
        return (Draw(size.M * size.K), Draw(size.K * size.N), Draw(size.M * size.N));
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextNormal())];
    }
}
