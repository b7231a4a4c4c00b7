using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ActorLstm.Model.Devices;

/// <summary>The vector instructions that this process may use: what the processor has and the variables of the runtime (<c>DOTNET_Enable...</c>) leave.</summary>
/// <param name="Bits">The width of a vector, 0 to 512.</param>
/// <param name="HasMultiplyAdd">Whether a multiplication and an addition are one instruction.</param>
/// <param name="IsX64">Whether it is an x64 processor.</param>
public sealed record VectorUnits(int Bits, bool HasMultiplyAdd, bool IsX64)
{
    /// <summary>Those of this process.</summary>
    public static VectorUnits Here { get; } = new(
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0,
        Fma.IsSupported || AdvSimd.IsSupported,
        System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64);

    /// <inheritdoc/>
    public override string ToString() => $"{Bits} bits{(HasMultiplyAdd ? ", fused multiply-add" : "")}";
}
