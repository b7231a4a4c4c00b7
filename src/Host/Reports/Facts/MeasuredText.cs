using ActorLstm.Actors.Projections;
using ActorLstm.Model.Measures;

namespace ActorLstm.Host.Reports.Facts;

/// <summary>A text and what was measured of it.</summary>
/// <param name="Sample">The text, and what was measured while it was generated.</param>
/// <param name="Measures">What is measured against the corpus; null without one.</param>
internal sealed record MeasuredText(SampleLine Sample, TextMeasures? Measures);
