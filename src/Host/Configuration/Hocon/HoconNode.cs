namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>A value of a HOCON document and the place where it was written.</summary>
internal abstract record HoconNode(HoconOrigin Origin)
{
    /// <summary>The same value as if it were written at another place.</summary>
    public HoconNode At(HoconOrigin origin) => ReferenceEquals(origin, Origin) ? this : this with { Origin = origin };
}

/// <summary>A text, a number, a boolean or null: what it means is decided by the setting that asks for it.</summary>
/// <param name="Origin">Where it was written.</param>
/// <param name="Value">The text without quotes and escapes.</param>
/// <param name="IsQuoted">Whether it stood in quotes: <c>"null"</c> is a text, <c>null</c> is no value.</param>
internal sealed record HoconText(HoconOrigin Origin, string Value, bool IsQuoted) : HoconNode(Origin)
{
    public bool IsNull => !IsQuoted && Value == "null";

    /// <summary>Whether it was put together from parts with quotes and others: <c>say "hi"</c> is <c>say hi</c>.</summary>
    public bool IsMixed { get; init; }
}

/// <summary>A list.</summary>
/// <param name="Origin">Where it was written.</param>
/// <param name="Items">The values in their order.</param>
/// <param name="Appends">Whether it was written with <c>+=</c> and goes on from the list before it.</param>
internal sealed record HoconList(HoconOrigin Origin, IReadOnlyList<HoconNode> Items, bool Appends = false) : HoconNode(Origin);

/// <summary><c>${path}</c>, or <c>${?path}</c>, which may be missing.</summary>
/// <param name="Origin">Where it was written.</param>
/// <param name="Path">What it names.</param>
/// <param name="IsOptional">Whether it may be missing.</param>
/// <param name="Previous">The value that an optional reference leaves standing where it is missing.</param>
internal sealed record HoconReference(HoconOrigin Origin, IReadOnlyList<string> Path, bool IsOptional, HoconNode? Previous = null) : HoconNode(Origin);

/// <summary>Parts side by side, of which at least one is a reference; what they make together shows once it is resolved.</summary>
internal sealed record HoconJoin(HoconOrigin Origin, IReadOnlyList<HoconNode> Parts) : HoconNode(Origin);

/// <summary>A value that could not be resolved; the error has been reported.</summary>
internal sealed record HoconBroken(HoconOrigin Origin) : HoconNode(Origin);
