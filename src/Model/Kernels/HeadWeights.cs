namespace ActorLstm.Model.Kernels;

/// <summary>The weights of the dense output as the products read them, in panels of 64 characters.</summary>
internal sealed unsafe class HeadWeights
{
    private const float Never = -1e30f; // The logit of what fills up the last panel.
    private readonly int characters;
    private readonly int units;

    /// <param name="characters">V, the size of the alphabet.</param>
    /// <param name="units">H.</param>
    public HeadWeights(int characters, int units)
    {
        this.characters = characters;
        this.units = units;
        Panels = (characters + Products.Panel - 1) / Products.Panel;
        Weight = new AlignedBuffer((long)Panels * units * Products.Panel);
        Bias = new AlignedBuffer((long)Panels * Products.Panel);
        Bias.Span.Fill(Never);
    }

    /// <summary>Panels of characters.</summary>
    public int Panels { get; }

    /// <summary>[panel][H][64].</summary>
    public AlignedBuffer Weight { get; }

    /// <summary>[panel][64].</summary>
    public AlignedBuffer Bias { get; }

    /// <summary>Copies one panel out of torch's layout.</summary>
    /// <param name="panel">Which.</param>
    /// <param name="weight">[V, H].</param>
    /// <param name="bias">[V].</param>
    public void Pack(int panel, float* weight, float* bias)
    {
        for (var character = panel * Products.Panel; character < Math.Min(characters, (panel + 1) * Products.Panel); character++)
        {
            Bias.Start[character] = bias[character];
            var row = weight + (long)character * units;
            var to = Weight.Start + (long)panel * units * Products.Panel + character % Products.Panel;
            for (var k = 0; k < units; k++)
            {
                to[(long)k * Products.Panel] = row[k];
            }
        }
    }

    /// <summary>The logits of some rows.</summary>
    /// <param name="hidden">What the last layer gave.</param>
    /// <param name="logits">Receives them, in panels.</param>
    /// <param name="rows">How many rows, a multiple of 4.</param>
    public void Logits(Panels hidden, Panels logits, int rows)
    {
        for (var panel = 0; panel < Panels; panel++)
        {
            for (var row = 0; row < rows; row++)
            {
                Products.Copy(Bias.Start + panel * Products.Panel, logits.Start + panel * logits.PanelStride + (long)row * logits.RowStride);
            }
        }

        Products.Multiply(hidden, Weight.Start, logits, Panels, rows, units, accumulate: true);
    }
}
