using System.Threading.Channels;

namespace ActorLstm.Host.Runs;

/// <summary>Makes a sequence of what a run or a batch tells. It ends when that has closed; what comes thereafter changes nothing.</summary>
/// <typeparam name="TNotice">What it tells.</typeparam>
/// <typeparam name="TLast">Its last word.</typeparam>
/// <param name="writer">The sequence.</param>
internal sealed class ChannelListener<TNotice, TLast>(ChannelWriter<TNotice> writer) : IListener<TNotice>
    where TLast : TNotice
{
    /// <inheritdoc/>
    public void Hear(TNotice notice)
    {
        writer.TryWrite(notice);
        if (notice is TLast)
        {
            writer.TryComplete();
        }
    }

    /// <inheritdoc/>
    public void Leave(RunLostException unlessClosed) => writer.TryComplete(unlessClosed);
}
