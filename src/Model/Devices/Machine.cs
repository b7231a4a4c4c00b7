using System.Text.Json.Serialization;
using ActorLstm.Model.Memory;

namespace ActorLstm.Model.Devices;

/// <summary>The machine that a run computes on, as far as numbers can depend on it.</summary>
/// <param name="Cpu">What the processor is called.</param>
/// <param name="Vectors">The width of the vectors that this program uses, in bits.</param>
/// <param name="TorchCapability">Which of its code paths torch takes: <c>AVX512</c>, <c>AVX2</c> or <c>DEFAULT</c>; null where torch cannot be asked.</param>
/// <param name="MemoryLimit">The bytes of memory that this process may use; null where it is not known.</param>
/// <param name="Variables">The environment variables that choose code paths of torch and its libraries, by name; null where none is set.</param>
public sealed record Machine(
    string Cpu,
    int Vectors,
    string? TorchCapability,
    long? MemoryLimit,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Variables = null)
{
    // Torch's own, those of its matrix products (MKL) and of its network layers (oneDNN).
    private static readonly string[] Names =
        ["ATEN_CPU_CAPABILITY", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS", "MKL_DEBUG_CPU_TYPE", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "ONEDNN_DEFAULT_FPMATH_MODE"];

    private static readonly Lazy<Machine> Known = new(Read);

    /// <summary>This machine; torch's libraries are loaded.</summary>
    /// <exception cref="TorchUnavailableException">They cannot be.</exception>
    public static Machine Here => Known.Value;

    /// <summary>The variables in a line of text; empty where none is set.</summary>
    [JsonIgnore]
    public string VariablesInWords => Variables is null ? "" : string.Join(", ", Variables.Select(variable => $"{variable.Key}={variable.Value}"));

    private static Machine Read()
    {
        TorchRuntime.Load();
        var set = Names.Where(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))).ToDictionary(name => name, name => Environment.GetEnvironmentVariable(name)!);
        return new Machine(ProcessorName.Read(), VectorUnits.Here.Bits, Devices.TorchCapability.Read(), AvailableMemory.Read().Bytes, set.Count == 0 ? null : set);
    }
}
