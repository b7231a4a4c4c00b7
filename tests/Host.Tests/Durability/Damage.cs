using ActorLstm.Actors.Projections;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>One place in one file of a run or of its journal that is damaged.</summary>
/// <param name="File">The file, from the folder of the runs.</param>
/// <param name="At">The byte that is changed, or where the file is cut off.</param>
/// <param name="Flip">The bits that are flipped; null where the file is cut off.</param>
internal sealed record Damage(string File, int At, byte? Flip)
{
    /// <summary>The file, from the folder of its run; null where it is none of a checkpoint.</summary>
    public string? CheckpointFile => File.Contains($"/{RunFolder.CheckpointsFolder}/", StringComparison.Ordinal) ? File[(File.IndexOf('/') + 1)..] : null;

    /// <summary>A place by chance: each kind of file is as likely as another, however large and however many.</summary>
    /// <param name="runs">The folder of the runs.</param>
    /// <param name="random">Chooses.</param>
    /// <param name="isMeant">The files, by their path from the folder of the runs.</param>
    public static Damage ByChance(string runs, Random random, Func<string, bool> isMeant)
    {
        var kinds = FilesOf(runs).Where(isMeant).GroupBy(file => Path.GetFileName(file), StringComparer.Ordinal).OrderBy(kind => kind.Key, StringComparer.Ordinal).ToList();
        var files = kinds[random.Next(kinds.Count)].Order(StringComparer.Ordinal).ToList();
        var file = files[random.Next(files.Count)];
        var at = random.Next((int)new FileInfo(Path.Combine(runs, file)).Length);
        return new Damage(file, at, random.Next(2) == 0 ? null : (byte)(1 << random.Next(8)));
    }

    /// <summary>Does it.</summary>
    /// <param name="runs">The folder of the runs, a copy of the one that the place was chosen in.</param>
    public void DoTo(string runs)
    {
        using var file = new FileStream(Path.Combine(runs, File), FileMode.Open);
        if (Flip is { } bits)
        {
            file.Position = At;
            var changed = (byte)(file.ReadByte() ^ bits);
            file.Position = At;
            file.WriteByte(changed);
        }
        else
        {
            file.SetLength(At);
        }
    }

    // All but locks, and what SQLite makes anew.
    private static IEnumerable<string> FilesOf(string runs) =>
        from path in Directory.EnumerateFiles(runs, "*", SearchOption.AllDirectories)
        let name = Path.GetFileName(path)
        where !name.StartsWith("owner.", StringComparison.Ordinal) && !name.EndsWith(".lock", StringComparison.Ordinal) && !name.EndsWith("-shm", StringComparison.Ordinal)
        where new FileInfo(path).Length > 0
        select Path.GetRelativePath(runs, path);
}
