namespace ActorLstm.Model.Sampling;

/// <summary>What is measured while a text is generated.</summary>
/// <param name="LogProbability">Mean log-probability of its characters under the model at temperature 1, nats a character.</param>
/// <param name="Entropy">Mean entropy of the distributions that they were drawn from, nats a character.</param>
public sealed record SampleMeasures(double LogProbability, double Entropy);
