using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorLstm.Model.Corpora;

/// <summary>What a corpus is made of, in its order: known names (<c>nietzsche</c>, <c>sample</c>), paths of files, and paths of folders.</summary>
/// <param name="Items">The names and paths, at least one.</param>
[JsonConverter(typeof(Json))]
public sealed record CorpusSource(IReadOnlyList<string> Items)
{
    /// <summary>A source of one name or path.</summary>
    public static implicit operator CorpusSource(string item) => new([item]);

    /// <inheritdoc/>
    public bool Equals(CorpusSource? other) => other is not null && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Items);

    /// <summary>One item is a text, several are a list of texts.</summary>
    private sealed class Json : JsonConverter<CorpusSource>
    {
        public override CorpusSource Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.String
            ? reader.GetString()!
            : new CorpusSource(JsonSerializer.Deserialize<List<string>>(ref reader, options) ?? throw new JsonException("A corpus has a source."));

        public override void Write(Utf8JsonWriter writer, CorpusSource value, JsonSerializerOptions options)
        {
            if (value.Items is [var one])
            {
                writer.WriteStringValue(one);
            }
            else
            {
                JsonSerializer.Serialize(writer, value.Items, options);
            }
        }
    }
}
