namespace ActorLstm.Host.Configuration;

/// <summary>A setting that the command line gives, above all others.</summary>
public abstract record SettingOverride;

/// <summary><c>--set path=value</c>: the path may leave out <c>actorlstm.</c>, and the value is HOCON.</summary>
/// <param name="Text">What follows <c>--set</c>.</param>
public sealed record SetOption(string Text) : SettingOverride;

/// <summary>An option of a verb that stands for a setting, such as <c>--length</c>: its value is taken as it was typed.</summary>
/// <param name="Option">The option, with its hyphens.</param>
/// <param name="Path">The setting, without <c>actorlstm.</c>.</param>
/// <param name="Value">What was typed.</param>
/// <param name="IsList">Whether the setting is a list, whose values were typed with commas between them.</param>
public sealed record VerbOption(string Option, string Path, string Value, bool IsList = false) : SettingOverride;
