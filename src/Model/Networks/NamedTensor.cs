namespace ActorLstm.Model.Networks;

/// <summary>A tensor of single-precision numbers outside torch: what checkpoints hold and samplers read.</summary>
/// <param name="Name">The name in the state dictionary, for instance <c>lstm.weight_hh_l0</c>.</param>
/// <param name="Shape">The sizes of its dimensions.</param>
/// <param name="Values">Its numbers, row-major.</param>
public sealed record NamedTensor(string Name, long[] Shape, float[] Values);
