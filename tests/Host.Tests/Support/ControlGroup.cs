using System.Globalization;
using Xunit;

namespace ActorLstm.Host.Tests.Support;

/// <summary>A control group of Linux, version 1 or 2, with a limit of memory, for programs that a test starts. Tests skip where none can be made.</summary>
internal sealed class ControlGroup : IDisposable
{
    private readonly string folder;

    private ControlGroup(string folder) => this.folder = folder;

    /// <summary>A command that becomes the program that it is given, as a member of the group.</summary>
    public string[] Prefix => ["sh", "-c", "echo $$ > \"$0\"/cgroup.procs && exec \"$@\"", folder];

    /// <summary>Makes one below the group of this process.</summary>
    /// <param name="bytes">The memory of all its programs together.</param>
    public static ControlGroup OrSkip(long bytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can make a control group.");
        var (own, limit) = Own();
        Assert.SkipWhen(own is null, "This system has no control groups for memory.");
        var folder = Path.Combine(own!, $"actorlstm-test-{Environment.ProcessId}-{Path.GetRandomFileName()}");
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, limit), bytes.ToString(CultureInfo.InvariantCulture));
            return new ControlGroup(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }

            Assert.Skip($"No control group with a limit of memory can be made here: {fault.Message}");
            throw;
        }
    }

    /// <summary>Removes it; the programs in it have ended.</summary>
    public void Dispose() => SpinWait.SpinUntil(TryRemove, TimeSpan.FromSeconds(30));

    // A program that has just ended still counts for a moment.
    private bool TryRemove()
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static (string? Folder, string Limit) Own()
    {
        var groups = File.ReadAllLines("/proc/self/cgroup").Select(line => line.Split(':', 3)).ToList();
        if (groups.Find(group => group[1].Split(',').Contains("memory")) is { } first)
        {
            return (Existing("/sys/fs/cgroup/memory", first[2]), "memory.limit_in_bytes");
        }

        return groups.Find(group => group[1].Length == 0) is { } second ? (Existing("/sys/fs/cgroup", second[2]), "memory.max") : (null, "");
    }

    // In a container the group is the root of what is mounted.
    private static string? Existing(string mount, string group) => new[] { mount + group, mount }.FirstOrDefault(Directory.Exists);
}
