using ActorLstm.Model.Training;

namespace ActorLstm.Model.Kernels;

/// <summary>The kernel that a run trains with, and why that one.</summary>
/// <param name="Kind">Fused or torch.</param>
/// <param name="Reason">A sentence that derives it from the setting, the device and the processor.</param>
/// <param name="IsOfNote">Whether the processor makes it another kernel than usual, or a slow one.</param>
public sealed record KernelChoice(KernelKind Kind, string Reason, bool IsOfNote);
