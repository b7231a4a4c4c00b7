namespace ActorLstm.Model.Corpora;

/// <summary>The line ends of a text as they were found.</summary>
/// <param name="Lf">Line feeds alone (Unix).</param>
/// <param name="Crlf">Carriage return and line feed (Windows).</param>
/// <param name="Cr">Carriage returns alone (old Macintosh).</param>
public sealed record LineEndings(int Lf, int Crlf, int Cr)
{
    /// <summary>Whether anything had to be changed to bring them to <c>\n</c>.</summary>
    public bool WereNormalized => Crlf + Cr > 0;

    /// <summary>Those of two texts.</summary>
    public static LineEndings operator +(LineEndings one, LineEndings other) => new(one.Lf + other.Lf, one.Crlf + other.Crlf, one.Cr + other.Cr);
}
