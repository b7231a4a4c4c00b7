using System.Globalization;
using System.Text;

namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>Writes a configuration as HOCON that this program reads, and where it has no references Akka reads alike.</summary>
internal static class HoconWriter
{
    /// <summary>The text of a section's content, one key a line, two blanks a level.</summary>
    public static string Write(HoconMap map)
    {
        var text = new StringBuilder();
        Write(text, map, "");
        return text.ToString();
    }

    private static void Write(StringBuilder text, HoconMap map, string indent)
    {
        foreach (var (key, value) in map.Items)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}{HoconPath.Key(key)} ");
            if (value is HoconMap inner)
            {
                text.Append("{\n");
                Write(text, inner, indent + "  ");
                text.Append(CultureInfo.InvariantCulture, $"{indent}}}\n");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"= {Value(value)}\n");
            }
        }
    }

    private static string Value(HoconNode node) => node switch
    {
        HoconList list => $"[{string.Join(", ", list.Items.Select(Value))}]",
        HoconMap map => $"{{ {string.Join(", ", map.Items.Select(item => $"{HoconPath.Key(item.Key)} = {Value(item.Value)}"))} }}",
        HoconText { IsQuoted: false } plain when IsWord(plain.Value) => plain.Value,
        HoconText quoted => HoconPath.Quoted(quoted.Value),
        HoconReference { Previous: null } reference => $"${{{(reference.IsOptional ? "?" : "")}{HoconPath.Format(reference.Path)}}}",
        HoconJoin join => string.Concat(join.Parts.Select(part => part is HoconText { IsQuoted: false } text && string.IsNullOrWhiteSpace(text.Value) ? text.Value : Value(part))),
        _ => throw new ArgumentException("What could not be resolved cannot be written.", nameof(node)),
    };

    private static bool IsWord(string text) => text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '+' or '.' or '_');
}
