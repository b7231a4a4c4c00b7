namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>Where a value was written: <c>file.conf:12</c>, an environment variable, or an option of the command line.</summary>
/// <param name="Source">The file, or a few words that name the place.</param>
/// <param name="Line">The line, from 1; null where the source has no lines.</param>
internal sealed record HoconOrigin(string Source, int? Line = null)
{
    public override string ToString() => Line is null ? Source : $"{Source}:{Line}";
}
