namespace ActorLstm.Model.Networks;

/// <summary>Hands out the weights of a checkpoint by name and refuses what a network cannot work with.</summary>
internal sealed class WeightReader(IEnumerable<NamedTensor> weights)
{
    private readonly Dictionary<string, NamedTensor> byName = weights.ToDictionary(weight => weight.Name, StringComparer.Ordinal);

    private readonly HashSet<string> read = [];

    public float[] Read(string name, params ReadOnlySpan<long> shape)
    {
        read.Add(name);
        if (!byName.TryGetValue(name, out var tensor))
        {
            throw new InvalidInputException($"The tensor {name} is missing; there are {string.Join(", ", byName.Keys)}.");
        }

        if (!shape.SequenceEqual(tensor.Shape))
        {
            throw new InvalidInputException(
                $"The tensor {name} has the shape [{string.Join(", ", tensor.Shape)}], but [{string.Join(", ", shape.ToArray())}] belongs there.");
        }

        RequireFinite(tensor);
        return tensor.Values;
    }

    /// <summary>Refuses tensors that nobody has read: they belong to something else.</summary>
    public void RequireAllRead()
    {
        var others = byName.Keys.Except(read).ToList();
        if (others.Count > 0)
        {
            throw new InvalidInputException($"There are tensors that do not belong there: {string.Join(", ", others)}.");
        }
    }

    /// <summary>Refuses a tensor with a NaN or an infinity, which would draw garbage in silence.</summary>
    public static void RequireFinite(NamedTensor tensor)
    {
        var index = Array.FindIndex(tensor.Values, value => !float.IsFinite(value));
        if (index >= 0)
        {
            throw new InvalidInputException(
                $"The tensor {tensor.Name} holds {tensor.Values[index]} at place {index}: the run had diverged. Use an earlier checkpoint.");
        }
    }
}
