using System.Globalization;
using Xunit;

namespace ActorLstm.Tests.Support;

/// <summary>Runs a part of a test in another culture. Skips the test, and says why, where .NET knows no cultures.</summary>
public sealed class Culture : IDisposable
{
    private readonly CultureInfo before = CultureInfo.CurrentCulture;

    /// <param name="name">The culture's name, for instance <c>tr-TR</c>.</param>
    public Culture(string name)
    {
        RequireIcu();
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
    }

    /// <summary>Skips a test that needs the Unicode tables and cultures of the ICU library.</summary>
    public static void RequireIcu() => Assert.SkipUnless(
        string.Equals("\u00e9", "e\u0301".Normalize(), StringComparison.Ordinal),
        "This test needs the ICU library: install libicu and unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT to run it.");

    /// <inheritdoc/>
    public void Dispose() => CultureInfo.CurrentCulture = before;
}
