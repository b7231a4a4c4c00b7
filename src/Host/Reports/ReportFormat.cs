namespace ActorLstm.Host.Reports;

/// <summary>How a report is written.</summary>
internal enum ReportFormat
{
    /// <summary>A page for a browser that needs nothing else.</summary>
    Html,

    /// <summary>Markdown, without plots.</summary>
    Md,

    /// <summary>A table: a row for each figure.</summary>
    Csv,

    /// <summary>One JSON object.</summary>
    Json,
}
