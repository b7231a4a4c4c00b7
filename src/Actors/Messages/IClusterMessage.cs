namespace ActorLstm.Actors.Messages;

/// <summary>A message that goes from one node of a cluster to another: of the program's own, only such are written and read there.</summary>
public interface IClusterMessage;
