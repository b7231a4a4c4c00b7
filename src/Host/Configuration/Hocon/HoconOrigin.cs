namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>Where a value was written: <c>file.conf:12</c>, an environment variable, or an option of the command line.</summary>
/// <param name="Source">The file, or a few words that name the place.</param>
/// <param name="Line">The line, from 1; null where the source has no lines.</param>
/// <param name="NamesSetting">Whether the source itself names the setting and the value, as <c>--length abc</c> does.</param>
/// <param name="IsVariable">Whether it is an environment variable.</param>
internal sealed record HoconOrigin(string Source, int? Line = null, bool NamesSetting = false, bool IsVariable = false)
{
    public override string ToString() => Line is null ? Source : $"{Source}:{Line}";
}
