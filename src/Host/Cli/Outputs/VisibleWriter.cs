using System.Text;

namespace ActorLstm.Host.Cli.Outputs;

/// <summary>Writes text to a terminal so that all of it is visible.</summary>
/// <param name="inner">The terminal.</param>
internal sealed class VisibleWriter(TextWriter inner) : TextWriter
{
    private string half = ""; // of a character whose other half comes with the next piece

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write($"{value}{NewLine}");

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        var text = string.Concat(half, buffer);
        half = text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[^1..] : "";
        inner.Write(VisibleText.Of(text[..^half.Length]));
    }

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
