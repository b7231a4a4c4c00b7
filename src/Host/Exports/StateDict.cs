using System.Collections;
using System.Collections.Specialized;
using System.IO.Compression;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Networks;
using TorchSharp.PyBridge;
using static TorchSharp.torch;

namespace ActorLstm.Host.Exports;

/// <summary>
/// Weights as the file that <c>torch.save</c> writes of a module's state dict. Torch is loaded for it: TorchSharp.PyBridge takes its tensors.
/// </summary>
internal static class StateDict
{
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the earliest that a ZIP archive can say

    /// <summary>The bytes of the file.</summary>
    /// <param name="weights">The tensors, in the order of the file.</param>
    public static byte[] Write(IEnumerable<NamedTensor> weights)
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        var tensors = new OrderedDictionary();
        foreach (var weight in weights)
        {
            tensors.Add(weight.Name, tensor(weight.Values, weight.Shape));
        }

        using var pickled = new MemoryStream();
        PyTorchPickler.PickleStateDict(pickled, tensors, leaveOpen: true);
        return Stored(pickled);
    }

    /// <summary>The tensors of a file, in single precision.</summary>
    /// <exception cref="InvalidDataException">It is no state dict of tensors.</exception>
    public static IReadOnlyList<NamedTensor> Read(byte[] content)
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        return
        [
            .. from DictionaryEntry entry in Unpickle(content)
               select entry.Value is Tensor tensor
                   ? new NamedTensor((string)entry.Key, tensor.shape, [.. tensor.to(ScalarType.Float32).contiguous().data<float>()])
                   : throw new InvalidDataException($"{entry.Key} is no tensor; save the state_dict() of the module alone"),
        ];
    }

    private static Hashtable Unpickle(byte[] content)
    {
        try
        {
            return PyTorchUnpickler.UnpickleStateDict(new MemoryStream(content));
        }
        catch (Exception fault)
        {
            // What a file that is something else makes of the unpickler can be anything.
            throw new InvalidDataException($"its state dict cannot be read: {fault.Message.TrimEnd('.')}", fault);
        }
    }

    // As torch.save writes them, nothing is compressed, so that torch can map the file into memory; and no time is in the
    // file, so that the same weights give the same bytes.
    private static byte[] Stored(Stream archive)
    {
        using var content = new MemoryStream();
        using (var from = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true))
        using (var to = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in from.Entries)
            {
                var stored = to.CreateEntry(entry.FullName, CompressionLevel.NoCompression);
                stored.LastWriteTime = NoTime;
                using var read = entry.Open();
                using var written = stored.Open();
                read.CopyTo(written);
            }
        }

        return content.ToArray();
    }
}
