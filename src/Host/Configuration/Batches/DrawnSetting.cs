using ActorLstm.Host.Configuration.Hocon;

namespace ActorLstm.Host.Configuration.Batches;

/// <summary>A setting that is drawn at random for each run.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Draw">Its value for the run of a number, from 0, and a draw of that run, from 0.</param>
/// <param name="Values">Every value that can be drawn, each once; null where there are too many to count.</param>
internal sealed record DrawnSetting(string Path, Func<int, int, HoconNode> Draw, IReadOnlyList<HoconNode>? Values);
