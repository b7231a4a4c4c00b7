using System.Text.RegularExpressions;
using ActorLstm.Host.Configuration.Hocon;

namespace ActorLstm.Host.Configuration;

/// <summary>Reads each layer of a configuration to a tree of its own.</summary>
/// <param name="report">Takes what is wrong.</param>
internal sealed partial class ConfigurationLayers(Action<ConfigurationError> report)
{
    /// <summary>The key that all settings stand under.</summary>
    public const string Root = "actorlstm";

    /// <summary>The key that the settings of the actor system stand under.</summary>
    public const string Akka = "akka";

    /// <summary>The file.</summary>
    public HoconMap OfFile(string text, string source)
    {
        try
        {
            return HoconReader.Parse(text, source);
        }
        catch (HoconSyntaxException fault)
        {
            report(new ConfigurationError(null, fault.Message, fault.Origin.Source, fault.Origin.Line));
            return new HoconMap(new HoconOrigin(source));
        }
    }

    /// <summary>The variables <c>ACTORLSTM__SECTION__KEY_OF_WORDS</c>: two underscores are a dot, one is a hyphen, case is ignored.</summary>
    public HoconMap OfEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        var map = new HoconMap(new HoconOrigin("environment"));
        var named = environment.Where(variable => variable.Key.StartsWith(SettingVariables.Prefix, StringComparison.OrdinalIgnoreCase));
        foreach (var (name, value) in named.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            var keys = name[SettingVariables.Prefix.Length..].ToLowerInvariant().Split("__").Select(key => key.Replace('_', '-'));
            map.Set([Root, .. keys], Setting(value, new HoconOrigin($"environment variable {name}", IsVariable: true)));
        }

        return map;
    }

    /// <summary>The settings of the command line.</summary>
    public HoconMap OfOptions(IReadOnlyList<SettingOverride> options)
    {
        var map = new HoconMap(new HoconOrigin("command line"));
        foreach (var option in options)
        {
            switch (option)
            {
                case SetOption set:
                    Set(map, set.Text);
                    break;
                case VerbOption verb:
                    map.Set([Root, .. verb.Path.Split('.')], AsTyped(verb));
                    break;
            }
        }

        return map;
    }

    private void Set(HoconMap map, string text)
    {
        var origin = new HoconOrigin($"--set {Secret().Replace(text, "${name}***")}");
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            report(new ConfigurationError(null, "The option wants a path, a = and a value, for instance --set training.batch-size=64.", origin.Source, null));
            return;
        }

        try
        {
            var path = HoconReader.ParsePath(text[..equals], origin);
            map.Set(path[0] is Root or Akka ? path : [Root, .. path], Setting(text[(equals + 1)..], origin));
        }
        catch (HoconSyntaxException fault)
        {
            report(new ConfigurationError(null, fault.Message, origin.Source, null));
        }
    }

    private static HoconNode AsTyped(VerbOption option)
    {
        var origin = new HoconOrigin($"{option.Option} {option.Value}", NamesSetting: true);
        return option.IsList ? new HoconList(origin, [.. option.Value.Split(',', StringSplitOptions.TrimEntries).Select(Text)]) : Text(option.Value);

        HoconText Text(string value) => new(origin, value, IsQuoted: true);
    }

    // The password of a connection string, in each spelling that Npgsql takes; it ends at a semicolon, or at a quote.
    [GeneratedRegex("""(?<name>(password|pwd|psw)\s*=\s*)("[^"]*"?|'[^']*'?|[^;]*)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();

    // A shell has its own quotes, and a seed text may hold anything. So only a list, a section, a reference and a text that is in quotes as a whole are
    // read as in a file. Any other value is the text that it is, with its quotes, its backslashes and the blanks around it.
    private HoconNode Setting(string value, HoconOrigin origin)
    {
        try
        {
            return HoconReader.ParseValue(value, origin) switch
            {
                HoconText { IsMixed: true } => Literal(),
                HoconText { IsQuoted: false, IsNull: false } text => text with { Value = value, Origin = origin },
                var node when IsMixed(node) => Mixed(),
                var node => node.At(origin),
            };
        }
        catch (HoconSyntaxException)
        {
            return Literal();
        }

        HoconText Literal() => new(origin, value, IsQuoted: true);

        HoconBroken Mixed()
        {
            report(new ConfigurationError(null, "The value mixes quoted and unquoted text. Put quotes around each whole text, and a \\ before each quote within it.", origin.Source, null));
            return new HoconBroken(origin);
        }
    }

    // Whether quotes vanish that may be part of a text.
    private static bool IsMixed(HoconNode node) => node switch
    {
        HoconText text => text.IsMixed,
        HoconList list => list.Items.Any(IsMixed),
        HoconMap map => map.Items.Any(item => IsMixed(item.Value)),
        HoconJoin join => join.Parts.Any(part => part is HoconText { IsQuoted: true }) && join.Parts.Any(part => part is HoconText { IsQuoted: false } text && !string.IsNullOrWhiteSpace(text.Value)),
        _ => false,
    };
}
