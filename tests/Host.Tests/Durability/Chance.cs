using System.Globalization;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>Chance that can be repeated: <c>ACTORLSTM_TEST_SEED</c> is a number that it grows from.</summary>
internal static class Chance
{
    /// <summary>Random numbers; the test's output says which.</summary>
    public static Random Random(ITestOutputHelper report)
    {
        var seed = Count("ACTORLSTM_TEST_SEED", 1);
        report.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    /// <summary>A number that a variable may set.</summary>
    public static int Count(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
