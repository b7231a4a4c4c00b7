using ActorLstm.Host.Configuration.Hocon;
using Akka.Configuration;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration;

public sealed class HoconPropertyTests
{
    private static readonly HoconOrigin Origin = new("test");

    private static readonly Gen<string> Words = OneOf(
        "a", "b", "a.b", "\"c.d\"", "=", ":", "+=", "{", "}", "[", "]", ",", "\n", " ", "\t", "\r\n", "#", "//", "\"", "\"\"\"", "${", "${?", "$", "\\", "\\u00", "1", "0.5", "null", "include ", "é", "😀", "\ud83d", "\0");

    private static readonly Gen<string> Key = Gen.String[Gen.Char["abcde-_. \"é\n"], 1, 6];

    private static readonly Gen<HoconNode> Leaf = Gen.OneOf(
        Gen.Double.Where(double.IsFinite).Select(HoconNode (number) => new HoconText(Origin, number.ToString("R"), IsQuoted: false)),
        OneOf("true", "false", "10m", "rmsprop").Select(HoconNode (word) => new HoconText(Origin, word, IsQuoted: false)),
        Gen.String[Gen.Char["abc \n\t\"\\#/${}[]=:,é\u2028\u0001"], 0, 10].Select(HoconNode (text) => new HoconText(Origin, text, IsQuoted: true)));

    private static readonly Gen<HoconMap> Maps = Map(depth: 3);

    [Fact]
    public void Any_text_is_read_or_refused_with_a_place()
    {
        Words.Array[0, 30].Select(string.Concat).Sample(
            text =>
            {
                try
                {
                    var faults = 0;
                    new HoconResolver(HoconReader.Parse(text, "x.conf"), new Dictionary<string, string>(), (_, _) => faults++).Resolve();
                }
                catch (HoconSyntaxException fault)
                {
                    fault.Origin.Line.Should().BeInRange(1, text.Count(character => character == '\n') + 1);
                }
            },
            iter: 20_000);
    }

    [Fact]
    public void What_is_written_reads_back_the_same() => Maps.Sample(map =>
    {
        var text = HoconWriter.Write(map);
        HoconWriter.Write(HoconReader.Parse(text, "x.conf")).Should().Be(text);
    });

    // But for the blanks around a text, which Akka drops even inside of quotes.
    [Fact]
    public void Akka_reads_what_is_written_as_we_do() => Maps.Sample(map =>
    {
        var text = HoconWriter.Write(map);
        var root = ConfigurationFactory.ParseString(text).Root;
        Flat(HoconReader.Parse(text, "x.conf")).Should().Equal(root is null ? [] : Flat(root));
    });

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static Gen<HoconMap> Map(int depth)
    {
        var value = depth == 0 ? Leaf : Gen.Frequency((3, Leaf), (1, Leaf.Array[0, 3].Select(HoconNode (items) => new HoconList(Origin, items))), (1, Map(depth - 1).Select(HoconNode (map) => map)));
        return Gen.Select(Key, value).Array[0, 4].Select(items =>
        {
            var map = new HoconMap(Origin);
            foreach (var (key, node) in items)
            {
                map.Set([key], node);
            }

            return map;
        });
    }

    private static IEnumerable<string> Flat(HoconNode node, string path = "") => node switch
    {
        HoconMap map => map.Items.SelectMany(item => Flat(item.Value, $"{path}/{item.Key}")),
        HoconList list => [$"{path} [{string.Join('|', list.Items.Select(item => ((HoconText)item).Value.Trim()))}]"],
        _ => [$"{path} {((HoconText)node).Value.Trim()}"],
    };

    private static IEnumerable<string> Flat(Akka.Configuration.Hocon.HoconValue value, string path = "") => value switch
    {
        _ when value.IsObject() => value.GetObject().Items.SelectMany(item => Flat(item.Value, $"{path}/{item.Key}")),
        _ when value.IsArray() => [$"{path} [{string.Join('|', value.GetArray().Select(item => item.GetString().Trim()))}]"],
        _ => [$"{path} {value.GetString()?.Trim() ?? "[]"}"],
    };
}
