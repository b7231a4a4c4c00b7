namespace ActorLstm.Host.Configuration;

/// <summary>The defaults, <c>config/reference.conf</c>, which are part of the program.</summary>
public static class ReferenceConfiguration
{
    /// <summary>The name of the file.</summary>
    public const string Name = "reference.conf";

    /// <summary>The text: every key with its default, and its unit, range and meaning in comments.</summary>
    public static string Text { get; } = Read(Name);

    /// <summary>A configuration that is part of the program.</summary>
    /// <param name="name">The name of its file.</param>
    internal static string Read(string name)
    {
        using var stream = typeof(ReferenceConfiguration).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the program: it was built without it.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
