using ActorLstm.Host.Configuration.Hocon;

namespace ActorLstm.Host.Configuration;

/// <summary>
/// Hands out the settings of a configuration, each by its path, type and range. It remembers every path that it was asked
/// for: these are the known keys. Nothing is thrown; what is wrong is collected, and some
/// value of its type stands in for it, so that the rest can be judged as well.
/// </summary>
/// <param name="settings">The section <c>actorlstm</c>, without references.</param>
/// <param name="defaults">The same section of the defaults, which has every key.</param>
/// <param name="report">Takes what is wrong.</param>
internal sealed class SettingsReader(HoconMap settings, HoconMap defaults, Action<ConfigurationError> report)
{
    private readonly List<string> known = [];
    private readonly HashSet<HoconNode> reported = new(ReferenceEqualityComparer.Instance);

    /// <summary>Every path that was asked for, without <c>actorlstm.</c>.</summary>
    public IReadOnlyList<string> KnownPaths => known;

    /// <summary>A whole number.</summary>
    public long Long(string path, long min, long max) =>
        Read<long>(path, $"a whole number from {min} to {max}", text => SettingsParser.Long(text) is { } number && number >= min && number <= max ? number : null) ?? min;

    /// <summary>A whole number.</summary>
    public int Int(string path, int min, int max) => (int)Long(path, min, max);

    /// <summary>A finite number.</summary>
    public double Double(string path, NumberRange range) =>
        Read<double>(path, $"a finite number {range}", text => SettingsParser.Double(text) is { } number && range.Contains(number) ? number : null) ?? range.Low;

    /// <summary>true or false.</summary>
    public bool Bool(string path) => Read(path, "true or false", SettingsParser.Bool) ?? false;

    /// <summary>A time with its unit.</summary>
    public TimeSpan Duration(string path, TimeSpan min, TimeSpan max) =>
        Read<TimeSpan>(
            path,
            $"a time from {SettingsText.Of(min)} to {SettingsText.Of(max)} with its unit, ms, s, m or h",
            text => SettingsParser.Duration(text) is { } time && time >= min && time <= max ? time : null) ?? min;

    /// <summary>One of the names of an enumeration, in lower case.</summary>
    public TEnum Choice<TEnum>(string path)
        where TEnum : struct, Enum
    {
        var names = Enum.GetNames<TEnum>();
        var wanted = $"one of {string.Join(", ", names.Select(name => name.ToLowerInvariant()))}";
        return Read<TEnum>(path, wanted, text => names.Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<TEnum>(text, ignoreCase: true) : null)
            ?? default;
    }

    /// <summary>A text, as it was written.</summary>
    /// <param name="path">The path.</param>
    /// <param name="wanted">What is wanted, for messages.</param>
    /// <param name="accepts">Whether a text is what is wanted.</param>
    public string Text(string path, string wanted, Func<string, bool> accepts) =>
        Accepted(path, Find(path), wanted, accepts) ?? "";

    /// <summary>A text, as it was written, or null.</summary>
    public string? OptionalText(string path, string wanted, Func<string, bool> accepts)
    {
        var node = Find(path);
        return node is HoconText { IsNull: true } ? null : Accepted(path, node, node?.Origin.NamesSetting == true ? wanted : $"{wanted}, or null for none", accepts);
    }

    /// <summary>A list of texts, each once, or null.</summary>
    public IReadOnlyList<string>? OptionalTexts(string path, string wanted, Func<string, bool> accepts, int longest, int shortest = 1)
    {
        var node = Find(path);
        if (node is HoconText { IsNull: true })
        {
            return null;
        }

        if (node is not HoconList { Items: var items } || items.Count < shortest || items.Count > longest)
        {
            Refuse(path, node, $"wants a list of {shortest} to {longest} texts, for instance [\"one\", \"another\"], or null for none");
            return [];
        }

        return Texts(path, items, wanted, accepts);
    }

    /// <summary>One text, or a list of texts, each once.</summary>
    public IReadOnlyList<string> TextOrTexts(string path, string wanted, Func<string, bool> accepts, int longest)
    {
        var node = Find(path);
        if (node is not HoconList { Items: var items })
        {
            return [Accepted(path, node, $"{wanted}, or a list of them", accepts) ?? ""];
        }

        if (items.Count == 0 || items.Count > longest)
        {
            Refuse(path, node, $"wants {wanted}, or a list of 1 to {longest} of them");
            return [""];
        }

        return Texts(path, items, wanted, accepts);
    }

    /// <summary>A text that messages never show, or null.</summary>
    public string? OptionalSecret(string path, string wanted, Func<string, bool> accepts)
    {
        var node = Find(path);
        if (node is HoconText text && (text.IsNull || accepts(text.Value)))
        {
            return text.IsNull ? null : text.Value;
        }

        Refuse(path, node, $"wants {wanted}, or null for none", showFound: false);
        return "";
    }

    /// <summary>A list of finite numbers, each once, or ranges of them as <see cref="NumberSteps"/> writes them, alone or within the list.</summary>
    public IReadOnlyList<double> Doubles(string path, NumberRange range, int longest)
    {
        var node = Find(path);
        IReadOnlyList<HoconNode>? items = node switch
        {
            HoconList list => list.Items,
            HoconText { IsNull: false } text when NumberSteps.IsMeant(text.Value) => [text],
            _ => null,
        };
        if (items is null)
        {
            var one = node is HoconText { IsNull: false } alone ? $", also for one number: [{alone.Value}]" : "";
            Refuse(path, node, $"wants a list of numbers, for instance [0.5, 1.0]{one}, or a range of them, for instance {NumberSteps.Example}");
            return [];
        }

        var numbers = new List<double>();
        foreach (var item in items)
        {
            foreach (var number in NumbersOf(path, item, range, longest))
            {
                if (numbers.Contains(number))
                {
                    Refuse(path, item, $"wants every number once, and {(item is HoconText text && NumberSteps.IsMeant(text.Value) ? SettingsText.Of(number) : "this one")} stands there twice");
                }
                else
                {
                    numbers.Add(number);
                }
            }
        }

        if (items.Count == 0 || numbers.Count > longest)
        {
            Refuse(path, node, $"wants from 1 to {longest} numbers and has {numbers.Count}");
        }

        return numbers;
    }

    /// <summary>A part that is no single setting; null where it is not given.</summary>
    public HoconNode? Part(string path) => Find(path) is { } node && node is not HoconText { IsNull: true } ? node : null;

    /// <summary>Reports a rule that a setting breaks together with others.</summary>
    /// <param name="path">The setting to name.</param>
    /// <param name="message">What is wrong, beginning after the path.</param>
    public void Refuse(string path, string message) => Refuse(path, Locate(path), message, showFound: false);

    private IReadOnlyList<double> NumbersOf(string path, HoconNode item, NumberRange range, int longest)
    {
        if (item is HoconText steps && NumberSteps.IsMeant(steps.Value))
        {
            var numbers = NumberSteps.Parse(steps.Value, longest, out var fault);
            fault ??= numbers.All(range.Contains) ? null : $"wants finite numbers, each {range}";
            if (fault is not null)
            {
                Refuse(path, item, fault);
            }

            return fault is null ? numbers : [];
        }

        if (item is HoconText { IsNull: false } text && SettingsParser.Double(text.Value) is { } number && range.Contains(number))
        {
            return [number];
        }

        Refuse(path, item, $"wants a list of finite numbers, each {range}");
        return [];
    }

    private List<string> Texts(string path, IReadOnlyList<HoconNode> items, string wanted, Func<string, bool> accepts)
    {
        var texts = new List<string>();
        foreach (var item in items)
        {
            if (Accepted(path, item, $"a list, each item {wanted}", accepts) is { } text && texts.Contains(text))
            {
                Refuse(path, item, "wants each text only once");
            }
            else
            {
                texts.Add((item as HoconText)?.Value ?? "");
            }
        }

        return texts;
    }

    private string? Accepted(string path, HoconNode? node, string wanted, Func<string, bool> accepts)
    {
        if (node is HoconText { IsNull: false } text && accepts(text.Value))
        {
            return text.Value;
        }

        Refuse(path, node, $"wants {wanted}");
        return null;
    }

    private T? Read<T>(string path, string wanted, Func<string, T?> parse)
        where T : struct
    {
        var node = Find(path);
        var value = node is HoconText { IsNull: false } text ? parse(text.Value.Trim()) : null;
        if (value is null)
        {
            Refuse(path, node, $"wants {wanted}");
        }

        return value;
    }

    private HoconNode? Find(string path)
    {
        known.Add(path);
        return Locate(path);
    }

    // A value where a section belongs hides all of its settings: it is reported once, and the defaults stand in.
    private HoconNode? Locate(string path)
    {
        var keys = path.Split('.');
        for (var length = 1; length < keys.Length; length++)
        {
            if (settings.Find(keys[..length]) is { } section and not HoconMap)
            {
                Refuse(string.Join('.', keys[..length]), section, "is a section and wants braces around its settings, { ... }");
                return defaults.Find(keys);
            }
        }

        return settings.Find(keys) ?? defaults.Find(keys);
    }

    private void Refuse(string path, HoconNode? node, string message, bool showFound = true)
    {
        if (node is HoconBroken || (node is not null && !reported.Add(node) && showFound))
        {
            return;
        }

        var origin = node?.Origin ?? settings.Origin;
        var name = $"{ConfigurationLayers.Root}.{path}";
        var found = showFound && node is not null ? $"; found {SettingsText.Shown(node)}" : "";
        var told = showFound && origin.NamesSetting ? message : $"{name} {message}{found}";
        report(new ConfigurationError(name, $"{told}.", origin.Source, origin.Line));
    }
}
