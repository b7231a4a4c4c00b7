using System.Globalization;
using System.Text.RegularExpressions;
using ActorLstm.Host.Configuration.Hocon;
using Akka.Actor;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.Persistence;

namespace ActorLstm.Host.Configuration;

/// <summary>
/// Checks the section <c>akka</c> against the actor system's own defaults. The actor system itself ignores what it does not know, takes a value of the
/// wrong type for 0, and fails with a stack trace when it starts.
/// </summary>
/// <param name="report">Takes what is wrong.</param>
internal sealed partial class AkkaSettings(Action<ConfigurationError> report)
{
    private const string Provider = "akka.actor.provider";

    // Below these anything may stand: names of actors, types and plug-ins.
    private static readonly string[] Open =
    [
        "akka.actor.deployment", "akka.actor.serializers", "akka.actor.serialization-bindings", "akka.actor.serialization-identifiers", "akka.actor.serialization-settings",
        "akka.actor.router.type-mapping", "akka.actor.mailbox.requirements", "akka.persistence.journal", "akka.persistence.snapshot-store",
    ];

    private static readonly string[] Levels = ["OFF", "ERROR", "WARNING", "INFO", "DEBUG"];
    private static readonly string[] Switches = ["on", "off", "true", "false", "yes", "no"];

    private static readonly Lazy<Dictionary<string, HoconValue>> Known = new(() =>
    {
        var known = new Dictionary<string, HoconValue>();
        Add(known, "", ConfigurationFactory.Default().WithFallback(Persistence.DefaultConfig()).Root);
        return known;
    });

    /// <summary>Reports what is wrong with the section.</summary>
    /// <param name="whole">The configuration, without references.</param>
    public void Refuse(HoconMap whole)
    {
        if (whole.Find(ConfigurationLayers.Akka) is HoconMap akka)
        {
            Refuse(ConfigurationLayers.Akka, akka);
        }
    }

    private void Refuse(string above, HoconMap section)
    {
        foreach (var (key, value) in section.Items.Where(item => item.Value is not HoconBroken))
        {
            var path = $"{above}.{key}";
            if (!Known.Value.TryGetValue(path, out var known))
            {
                // A dispatcher or a mailbox of the user's own has keys that another one has.
                if (!Array.Exists(Open, open => path.StartsWith($"{open}.", StringComparison.Ordinal)) && (value is not HoconMap || !(key.EndsWith("-dispatcher", StringComparison.Ordinal) || key.EndsWith("-mailbox", StringComparison.Ordinal))))
                {
                    Report(path, value, $"is not a key of the actor system{(Nearest(path) is { } near ? $"; did you mean {near}?" : ". Leave it out.")}");
                }
            }
            else if (value is HoconMap inner)
            {
                if (known.IsObject())
                {
                    Refuse(path, inner);
                }
                else
                {
                    Report(path, value, "wants a value; found a section.");
                }
            }
            else if (known.IsObject())
            {
                Report(path, value, $"is a section and wants braces around its settings, {{ ... }}; found {SettingsText.Shown(value)}.");
            }
            else if (Wanted(path, known, value) is { } wanted)
            {
                Report(path, value, $"wants {wanted}; found {SettingsText.Shown(value)}.");
            }
        }
    }

    // What the setting wants, as its default shows it; null where the value is that.
    private static string? Wanted(string path, HoconValue known, HoconNode value)
    {
        if (path == Provider)
        {
            return value is HoconText { Value: "local" or "Akka.Actor.LocalActorRefProvider" or "Akka.Actor.LocalActorRefProvider, Akka" } ? null : "local: the actors of a run are in its own process";
        }

        if (known.IsArray() || path is "akka.loggers" or "akka.extensions")
        {
            return value is HoconList list && (path is not ("akka.loggers" or "akka.extensions") || list.Items.All(item => item is HoconText text && IsType(text.Value))) ? null
                : path is "akka.loggers" or "akka.extensions" ? "a list of the names of types, each with its assembly"
                : "a list";
        }

        var (given, usual) = ((value as HoconText)?.Value.Trim() ?? "", known.GetString() ?? "");
        var isSwitch = Switches.Contains(given, StringComparer.OrdinalIgnoreCase);
        return value is not HoconText ? "one value"
            : path.EndsWith("loglevel", StringComparison.Ordinal) ? (Levels.Contains(given, StringComparer.OrdinalIgnoreCase) ? null : $"one of {string.Join(", ", Levels)}")
            : path.EndsWith(".plugin", StringComparison.Ordinal) ? (given.Length == 0 || (Known.Value.TryGetValue(given, out var plugin) && plugin.IsObject()) ? null : "the path of a plug-in, such as akka.persistence.journal.inmem")
            : Switches.Contains(usual) ? (isSwitch ? null : "on or off")
            : Whole().IsMatch(usual) ? (isSwitch || Whole().IsMatch(given) ? null : "a whole number")
            : double.TryParse(usual, CultureInfo.InvariantCulture, out _) ? (double.TryParse(given, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? null : "a number")
            : Duration().IsMatch(usual) ? (Duration().IsMatch(given) ? null : "a time with its unit, such as 5s")
            : IsType(usual) || path.EndsWith("-class", StringComparison.Ordinal) ? (given == usual || IsType(given) ? null : "the name of a type, with its assembly")
            : null;
    }

    private static bool IsType(string name) => name.Contains('.', StringComparison.Ordinal) && (Type.GetType(name, throwOnError: false) ?? typeof(ActorSystem).Assembly.GetType(name)) is not null;

    private static string? Nearest(string path)
    {
        var known = Known.Value.Keys.Where(key => key.StartsWith("akka.", StringComparison.Ordinal)).Select(key => key["akka.".Length..]).ToList();
        return new UnknownKeys(known, _ => { }).Nearest(path["akka.".Length..]) is { } near ? $"akka.{near[(ConfigurationLayers.Root.Length + 1)..]}" : null;
    }

    private void Report(string path, HoconNode value, string message) => report(new ConfigurationError(path, $"{path} {message}", value.Origin.Source, value.Origin.Line));

    private static void Add(Dictionary<string, HoconValue> known, string above, HoconValue value)
    {
        foreach (var (key, inner) in value.GetObject().Items)
        {
            var path = above.Length == 0 ? key : $"{above}.{key}";
            known[path] = inner;
            if (inner.IsObject())
            {
                Add(known, path, inner);
            }
        }
    }

    [GeneratedRegex(@"^-?\d+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^(\d+(\.\d+)?\s*(ms|millis|milliseconds?|s|seconds?|m|minutes?|h|hours?|d|days?)|infinite|off)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Duration();
}
