namespace ActorLstm.Host.Reports.Pages;

/// <summary>A table of a page.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">The cells of each row.</param>
public sealed record PageTable(string Caption, IReadOnlyList<PageColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A column of a table.</summary>
/// <param name="Heading">What stands above it.</param>
/// <param name="IsNumber">Whether it is aligned to the right.</param>
public sealed record PageColumn(string Heading, bool IsNumber = false);
