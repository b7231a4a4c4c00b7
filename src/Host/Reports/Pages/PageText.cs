namespace ActorLstm.Host.Reports.Pages;

/// <summary>A text of a page.</summary>
/// <param name="Heading">Where it comes from.</param>
/// <param name="Parts">The text, in parts: those that are invented words are marked.</param>
/// <param name="Facts">What was measured of it, in a line.</param>
public sealed record PageText(string Heading, IReadOnlyList<TextPart> Parts, string Facts);

/// <summary>A part of a text.</summary>
/// <param name="Text">The part.</param>
/// <param name="IsInvented">Whether it is a word that the corpus lacks.</param>
public sealed record TextPart(string Text, bool IsInvented);

/// <summary>Texts that stand side by side.</summary>
/// <param name="Heading">What they have in common.</param>
/// <param name="Texts">Those that are seen at once.</param>
/// <param name="More">Those that a reader has to ask for.</param>
/// <param name="MoreHeading">What is asked for.</param>
public sealed record TextRow(string Heading, IReadOnlyList<PageText> Texts, IReadOnlyList<PageText> More, string MoreHeading);
