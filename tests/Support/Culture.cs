using System.Globalization;

namespace ActorLstm.Tests.Support;

/// <summary>Runs a part of a test in another culture.</summary>
public sealed class Culture : IDisposable
{
    private readonly CultureInfo before = CultureInfo.CurrentCulture;

    /// <param name="name">The culture's name, for instance <c>tr-TR</c>.</param>
    public Culture(string name) => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);

    /// <inheritdoc/>
    public void Dispose() => CultureInfo.CurrentCulture = before;
}
