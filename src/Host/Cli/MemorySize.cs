using System.Globalization;
using ActorLstm.Model;

namespace ActorLstm.Host.Cli;

/// <summary>A size of memory as a user types it, for instance <c>1.5GB</c>.</summary>
internal static class MemorySize
{
    private static readonly IReadOnlyList<(string Name, double Bytes)> Units =
    [
        ("KIB", 1 << 10), ("MIB", 1 << 20), ("GIB", 1 << 30), ("TIB", 1L << 40), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
    ];

    /// <summary>Reads it.</summary>
    /// <param name="option">The option that it was given to, for the message.</param>
    /// <param name="text">The size.</param>
    /// <returns>Bytes, at least 1.</returns>
    /// <exception cref="InvalidInputException">It is no size.</exception>
    public static long Parse(string option, string text)
    {
        var unit = Units.FirstOrDefault(unit => text.EndsWith(unit.Name, StringComparison.OrdinalIgnoreCase));
        return unit.Name is { } name
            && double.TryParse(text[..^name.Length].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * unit.Bytes is >= 1 and < long.MaxValue and var bytes
                ? (long)bytes
                : throw new InvalidInputException($"{option} wants a size of memory with its unit, for instance 1.5GB or 800MiB; found \"{text}\".");
    }
}
