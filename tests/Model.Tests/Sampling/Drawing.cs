using ActorLstm.Model.Sampling;

namespace ActorLstm.Model.Tests.Sampling;

internal static class Drawing
{
    /// <summary>From logits to an index, as a text does it.</summary>
    public static int DrawFrom(this TemperatureDraw draw, float[] logits, double uniform) =>
        TemperatureDraw.Draw(draw.Distribution(logits), uniform);
}
