namespace ActorLstm.Model.Kernels;

/// <summary>
/// The weights of an LSTM layer as <see cref="LstmStep"/> reads them: in panels of sixteen units, whose gates i, f, g, o lie side by side.
/// What a step starts from is a row of a table: for the lowest layer that of the character (an input product with a one-hot row is a
/// row of the weight), for the others the bias alone.
/// </summary>
internal sealed unsafe class LayerWeights
{
    private readonly int inputs;
    private readonly int units;

    /// <param name="isLowest">Whether it is the lowest layer.</param>
    /// <param name="inputs">The alphabet's size for the lowest layer, H for the others.</param>
    /// <param name="units">H.</param>
    public LayerWeights(bool isLowest, int inputs, int units)
    {
        this.inputs = inputs;
        this.units = units;
        Panels = (units + BatchShape.UnitsOfPanel - 1) / BatchShape.UnitsOfPanel;
        TableRows = isLowest ? inputs : 1;
        Table = new AlignedBuffer((long)TableRows * Panels * Products.Panel);
        Recurrent = new AlignedBuffer((long)Panels * units * Products.Panel);
        Input = isLowest ? null : new AlignedBuffer(Recurrent.Length);
    }

    /// <summary>Panels of gates.</summary>
    public int Panels { get; }

    /// <summary>Rows of the table: characters, or 1.</summary>
    public int TableRows { get; }

    /// <summary>[row][panel][64].</summary>
    public AlignedBuffer Table { get; }

    /// <summary>[panel][H][64].</summary>
    public AlignedBuffer Recurrent { get; }

    /// <summary>[panel][H][64]; null for the lowest layer.</summary>
    public AlignedBuffer? Input { get; }

    /// <summary>The row of torch's weights that a column of a panel belongs to; null beyond the last unit.</summary>
    public int? RowOf(int panel, int column)
    {
        var unit = panel * BatchShape.UnitsOfPanel + column % BatchShape.UnitsOfPanel;
        return unit < units ? column / BatchShape.UnitsOfPanel * units + unit : null;
    }

    /// <summary>Copies one panel out of torch's layout.</summary>
    /// <param name="panel">Which.</param>
    /// <param name="input">[4H, inputs], gates in the order i, f, g, o.</param>
    /// <param name="recurrent">[4H, H].</param>
    /// <param name="bias">[4H].</param>
    /// <param name="second">[4H], added to the other.</param>
    public void Pack(int panel, float* input, float* recurrent, float* bias, float* second)
    {
        for (var column = 0; column < Products.Panel; column++)
        {
            if (RowOf(panel, column) is not { } row)
            {
                continue;
            }

            for (var start = 0; start < TableRows; start++)
            {
                var sum = bias[row] + second[row];
                Table.Start[((long)start * Panels + panel) * Products.Panel + column] = Input is null ? sum + input[(long)row * inputs + start] : sum;
            }

            Spread(recurrent + (long)row * units, Recurrent, panel, column);
            if (Input is not null)
            {
                Spread(input + (long)row * units, Input, panel, column);
            }
        }
    }

    private void Spread(float* row, AlignedBuffer to, int panel, int column)
    {
        var target = to.Start + (long)panel * units * Products.Panel + column;
        for (var k = 0; k < units; k++)
        {
            target[(long)k * Products.Panel] = row[k];
        }
    }
}
