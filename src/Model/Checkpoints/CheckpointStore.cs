using System.Security.Cryptography;
using System.Text.Json;
using ActorLstm.Model.Networks;

namespace ActorLstm.Model.Checkpoints;

/// <summary>
/// The checkpoints of one run, a folder each. A checkpoint never changes: it is written into a temporary folder, flushed to
/// the disk, and renamed; what cannot be read back as it was written is refused.
/// </summary>
/// <param name="folder">The folder that holds them; made when the first is written.</param>
public sealed class CheckpointStore(string folder)
{
    private const string ManifestFile = "checkpoint.json";
    private const string WeightsFile = "model.safetensors";
    private const string OptimizerFile = "optimizer.safetensors";
    private const string TemporarySuffix = ".partial";

    /// <summary>Writes a checkpoint, unless the very same stands there already; one that is damaged is written anew.</summary>
    public CheckpointRef Save(Checkpoint checkpoint)
    {
        var manifest = checkpoint.Manifest;
        var metadata = new Dictionary<string, string>
        {
            ["architecture"] = $"char-lstm layers={manifest.Network.Layers} hidden={manifest.Network.Hidden}",
            ["vocabulary"] = manifest.Vocabulary,
            ["epoch"] = $"{manifest.Epoch}",
            ["corpus_sha256"] = manifest.Corpus.Sha256,
        };
        var files = new Dictionary<string, byte[]>
        {
            [WeightsFile] = Safetensors.Write(checkpoint.Weights, metadata),
            [OptimizerFile] = Safetensors.Write(checkpoint.OptimizerState, metadata),
        };
        var described = manifest with { Files = files.ToDictionary(file => file.Key, file => new CheckpointFile(Hash(file.Value), file.Value.Length)) };
        files[ManifestFile] = described.Write();
        var reference = new CheckpointRef(
            Hash(files[ManifestFile]), files.Values.Sum(content => (long)content.Length), manifest.Epoch, manifest.Progress?.Batch ?? 0);
        Write(PathOf(reference), files);
        return reference;
    }

    /// <summary>Reads a checkpoint back and checks every byte of it.</summary>
    /// <exception cref="CheckpointUnusableException">It is missing, incomplete or damaged; the message names the file.</exception>
    public Checkpoint Load(CheckpointRef reference)
    {
        var (path, manifest) = LoadManifest(reference);
        return new Checkpoint(manifest, ReadTensors(path, WeightsFile, manifest), ReadTensors(path, OptimizerFile, manifest));
    }

    /// <summary>Reads back what sampling needs of a checkpoint, and checks every byte of that.</summary>
    /// <exception cref="CheckpointUnusableException">It is missing, incomplete or damaged; the message names the file.</exception>
    public (CheckpointManifest Manifest, FrozenLstm Network) LoadNetwork(CheckpointRef reference)
    {
        var (path, manifest) = LoadManifest(reference);
        return (manifest, new FrozenLstm(ReadTensors(path, WeightsFile, manifest), manifest.Alphabet.Count, manifest.Network));
    }

    /// <summary>The file with the weights of a checkpoint as it stands there, in the format of <see cref="Safetensors"/>; its hash is checked, its numbers are not.</summary>
    /// <exception cref="CheckpointUnusableException">It is missing or damaged; the message names the file.</exception>
    public byte[] LoadWeightsFile(CheckpointRef reference)
    {
        var (path, manifest) = LoadManifest(reference);
        return ReadListed(path, WeightsFile, manifest);
    }

    /// <summary>Copies a checkpoint of another run, byte for byte, once every byte was checked there; one that stands here whole is left as it is.</summary>
    /// <param name="reference">Which.</param>
    /// <param name="from">The checkpoints of the other run.</param>
    /// <returns>Its reference, with its length, and its description.</returns>
    /// <exception cref="CheckpointUnusableException">It is missing there, incomplete or damaged; the message names the file.</exception>
    public (CheckpointRef Reference, CheckpointManifest Manifest) Take(CheckpointRef reference, CheckpointStore from)
    {
        var manifest = from.Load(reference).Manifest;
        var there = from.PathOf(reference);
        var files = new Dictionary<string, byte[]>
        {
            [WeightsFile] = ReadFile(there, WeightsFile, manifest.Files[WeightsFile].Sha256),
            [OptimizerFile] = ReadFile(there, OptimizerFile, manifest.Files[OptimizerFile].Sha256),
            [ManifestFile] = ReadFile(there, ManifestFile, reference.Sha256),
        };
        Write(PathOf(reference), files);
        return (reference with { Length = files.Values.Sum(content => (long)content.Length) }, manifest);
    }

    /// <summary>Takes what sampling needs of a checkpoint from another machine, once every byte was checked; what stands here is left as it is.</summary>
    /// <param name="reference">Which.</param>
    /// <param name="fetch">Writes the file of a name to a path.</param>
    /// <param name="cancellation">Ends the work; nothing is left behind.</param>
    /// <exception cref="InvalidDataException">What came is not this checkpoint.</exception>
    public async Task ReceiveAsync(CheckpointRef reference, Func<string, string, Task> fetch, CancellationToken cancellation)
    {
        var path = PathOf(reference);
        if (Directory.Exists(path))
        {
            return;
        }

        var temporary = TemporaryOf(path);
        try
        {
            Directory.CreateDirectory(temporary);
            await fetch(ManifestFile, Path.Combine(temporary, ManifestFile));
            var manifest = ReceivedManifest(temporary, reference);
            await fetch(WeightsFile, Path.Combine(temporary, WeightsFile));
            await RequireHashAsync(temporary, WeightsFile, manifest, cancellation);
            if (!Directory.Exists(path))
            {
                Directory.Move(temporary, path);
            }
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    /// <summary>A file of a checkpoint, for whoever takes it to another machine.</summary>
    /// <exception cref="CheckpointUnusableException">The checkpoint has no such file; the message names it.</exception>
    public string FileOf(CheckpointRef reference, string name)
    {
        var path = Path.Combine(PathOf(reference), name);
        return name is ManifestFile or WeightsFile && File.Exists(path)
            ? path
            : throw new CheckpointUnusableException($"The checkpoint of epoch {reference.Epoch} is gone, or incomplete: there is no {path}.");
    }

    /// <summary>The places in training, epoch and batch, of the checkpoints in the middle of an epoch that stand in the folder.</summary>
    public IReadOnlyList<CheckpointPlace> ListProgress() => [.. List().Where(place => place.Batch > 0)];

    /// <summary>The places in training of all checkpoints that stand in the folder.</summary>
    public IReadOnlyList<CheckpointPlace> List() => !Directory.Exists(folder) ? [] :
    [
        .. from path in Directory.EnumerateDirectories(folder, "epoch-*")
           let parts = Path.GetFileName(path).Split('-')
           where parts.Length is 3 or 5 && !path.EndsWith(TemporarySuffix, StringComparison.Ordinal)
           where int.TryParse(parts[1], out _) && int.TryParse(parts[^2], out _)
           select new CheckpointPlace(path, int.Parse(parts[1]), parts.Length == 3 ? 0 : int.Parse(parts[3])),
    ];

    /// <summary>Removes whatever stands in the folder and is none of these: what was never finished or never recorded.</summary>
    /// <returns>What was removed.</returns>
    public IReadOnlyList<string> Sweep(IEnumerable<CheckpointRef> known)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var kept = known.Select(PathOf).ToHashSet(StringComparer.Ordinal);
        var swept = Directory.EnumerateDirectories(folder).Where(path => !kept.Contains(path)).ToList();
        swept.ForEach(path => Directory.Delete(path, recursive: true));
        return swept;
    }

    /// <summary>Removes a checkpoint; one that is gone already is no error.</summary>
    /// <returns>The bytes that became free.</returns>
    public long Remove(CheckpointRef reference) => Remove(PathOf(reference));

    /// <summary>Removes the folder of a checkpoint; one that is gone already is no error.</summary>
    /// <returns>The bytes that became free.</returns>
    public static long Remove(string path)
    {
        if (!Directory.Exists(path))
        {
            return 0;
        }

        var bytes = new DirectoryInfo(path).EnumerateFiles().Sum(file => file.Length);
        Directory.Delete(path, recursive: true);
        return bytes;
    }

    /// <summary>Names a checkpoint of which only the hash is known.</summary>
    public CheckpointRef Find(string sha256, int epoch)
    {
        var reference = new CheckpointRef(sha256, 0, epoch);
        var there = new DirectoryInfo(PathOf(reference));
        return reference with { Length = there.Exists ? there.EnumerateFiles().Sum(file => file.Length) : 0 };
    }

    /// <summary>Where a checkpoint stands.</summary>
    public string PathOf(CheckpointRef reference) => Path.Combine(folder, reference.FolderName);

    private static void Write(string path, Dictionary<string, byte[]> files)
    {
        if (files.All(file => Holds(Path.Combine(path, file.Key), file.Value)))
        {
            return;
        }

        var temporary = TemporaryOf(path);
        try
        {
            Write(path, temporary, files);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    private static void Write(string path, string temporary, Dictionary<string, byte[]> files)
    {
        Directory.CreateDirectory(temporary);
        foreach (var (name, content) in files)
        {
            DurableFile.Write(Path.Combine(temporary, name), content);
        }

        DurableFile.FlushFolder(temporary);
        if (Directory.Exists(path))
        {
            // It has this checkpoint's name and not its bytes: damaged, as after a resumed run has trained the epoch again.
            Directory.Delete(path, recursive: true);
        }

        Directory.Move(temporary, path);
        DurableFile.FlushFolder(Path.GetDirectoryName(path)!);
    }

    // A name of its own: a trainer that was taken for hung may still write the same checkpoint.
    private static string TemporaryOf(string path) => $"{path}.{Path.GetRandomFileName()}{TemporarySuffix}";

    private static CheckpointManifest ReceivedManifest(string path, CheckpointRef reference)
    {
        try
        {
            return ReadManifest(path, ReadFile(path, ManifestFile, reference.Sha256));
        }
        catch (CheckpointUnusableException fault)
        {
            throw new InvalidDataException($"The checkpoint of epoch {reference.Epoch} came otherwise than it was sent: {fault.Message}", fault);
        }
    }

    private static async Task RequireHashAsync(string path, string name, CheckpointManifest manifest, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(Path.Combine(path, name));
        var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        if (!manifest.Files.TryGetValue(name, out var expected) || found != expected.Sha256)
        {
            throw new InvalidDataException($"The checkpoint of epoch {manifest.Epoch} came otherwise than it was sent: {name} has the sha256 {found}, not {expected?.Sha256}.");
        }
    }

    private static bool Holds(string path, byte[] content) => File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);

    private (string Path, CheckpointManifest Manifest) LoadManifest(CheckpointRef reference)
    {
        var path = PathOf(reference);
        return Directory.Exists(path)
            ? (path, ReadManifest(path, ReadFile(path, ManifestFile, reference.Sha256)))
            : throw new CheckpointUnusableException($"The checkpoint of epoch {reference.Epoch} is gone: there is no folder {path}.");
    }

    private static CheckpointManifest ReadManifest(string path, byte[] content)
    {
        try
        {
            var format = CheckpointManifest.FormatOf(content);
            return format == CheckpointManifest.CurrentFormat ? CheckpointManifest.Read(content) : throw new CheckpointUnusableException(
                $"The checkpoint {path} has format {format}; this version of the program reads format {CheckpointManifest.CurrentFormat}.");
        }
        catch (JsonException fault)
        {
            throw new CheckpointUnusableException($"The checkpoint {path} is damaged: {ManifestFile} cannot be read: {fault.Message}", fault);
        }
    }

    private static IReadOnlyList<NamedTensor> ReadTensors(string path, string name, CheckpointManifest manifest)
    {
        var content = ReadListed(path, name, manifest);
        try
        {
            var tensors = Safetensors.Read(content);
            foreach (var tensor in tensors)
            {
                WeightReader.RequireFinite(tensor);
            }

            return tensors;
        }
        catch (Exception fault) when (fault is InvalidDataException or InvalidInputException)
        {
            throw new CheckpointUnusableException($"The checkpoint {path} cannot be used: {name}: {fault.Message}", fault);
        }
    }

    private static byte[] ReadListed(string path, string name, CheckpointManifest manifest) => manifest.Files.TryGetValue(name, out var expected)
        ? ReadFile(path, name, expected.Sha256)
        : throw new CheckpointUnusableException($"The checkpoint {path} is incomplete: its manifest does not name {name}.");

    private static byte[] ReadFile(string path, string name, string sha256)
    {
        var file = Path.Combine(path, name);
        if (!File.Exists(file))
        {
            throw new CheckpointUnusableException($"The checkpoint {path} is incomplete: {name} is missing. Use another epoch's checkpoint.");
        }

        var content = File.ReadAllBytes(file);
        var found = Hash(content);
        return found == sha256 ? content : throw new CheckpointUnusableException(
            $"The checkpoint {path} is damaged: {name} ({content.Length} bytes) has the sha256 {found}, not {sha256}. Use another epoch's checkpoint.");
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
