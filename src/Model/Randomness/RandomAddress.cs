using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ActorLstm.Model.Randomness;

/// <summary>
/// The address of a stream of random numbers. Streams derive from what they are for and never from scheduling, thread or
/// machine: the same experiment draws the same numbers however it is spread, paused, killed and resumed.
/// </summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Purpose">What the numbers are for, one of <see cref="RandomPurpose"/>.</param>
/// <param name="Epoch">The epoch, from 1; 0 where there is none.</param>
/// <param name="Temperature">The temperature of a sample.</param>
/// <param name="Replica">Which of several samples at one temperature, from 0.</param>
public readonly record struct RandomAddress(long Seed, string Purpose, int Epoch = 0, double Temperature = 0, int Replica = 0)
{
    /// <summary>The 256 bits that a generator starts from: the sha256 of the address.</summary>
    internal void Fill(Span<ulong> state)
    {
        Span<byte> address = stackalloc byte[8 + 4 + 8 + 4 + Encoding.UTF8.GetMaxByteCount(32)];
        BinaryPrimitives.WriteInt64LittleEndian(address, Seed);
        BinaryPrimitives.WriteInt32LittleEndian(address[8..], Epoch);
        BinaryPrimitives.WriteDoubleLittleEndian(address[12..], Temperature);
        BinaryPrimitives.WriteInt32LittleEndian(address[20..], Replica);
        var length = 24 + Encoding.UTF8.GetBytes(Purpose, address[24..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(address[..length], hash);
        for (var i = 0; i < state.Length; i++)
        {
            state[i] = BinaryPrimitives.ReadUInt64LittleEndian(hash[(8 * i)..]);
        }
    }
}

/// <summary>What streams of random numbers are for. The names are part of every result: they never change.</summary>
public static class RandomPurpose
{
    /// <summary>The weights that training starts from.</summary>
    public const string Initialization = "initialization";

    /// <summary>The order of the windows in an epoch.</summary>
    public const string Shuffle = "shuffle";

    /// <summary>The dropout masks of an epoch.</summary>
    public const string Dropout = "dropout";

    /// <summary>The seed window of an epoch's samples.</summary>
    public const string SeedText = "seed-text";

    /// <summary>The characters drawn for a sample.</summary>
    public const string Sample = "sample";
}
