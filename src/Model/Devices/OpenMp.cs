using System.Runtime.InteropServices;

namespace ActorLstm.Model.Devices;

/// <summary>
/// The threads of torch's parallel regions. By default they wait for each other by spinning for milliseconds, and a batch
/// has a thousand such waits: beside other work on the same cores, training slows down tenfold and more. A short spin costs
/// nothing on idle cores and gives busy ones away. Rounding is not affected.
/// </summary>
internal static partial class OpenMp
{
    private const string SpinCount = "GOMP_SPINCOUNT";
    private const string WaitPolicy = "OMP_WAIT_POLICY";
    private const string ShortSpin = "10000";

    /// <summary>Shortens the spin, unless the user has set it; to be called before torch is loaded, which reads it once.</summary>
    public static void ShortenSpin()
    {
        var isSet = Environment.GetEnvironmentVariable(SpinCount) is not null || Environment.GetEnvironmentVariable(WaitPolicy) is not null;
        if (OperatingSystem.IsLinux() && !isSet)
        {
            // .NET keeps a copy of the environment of its own: the library reads the system's.
            _ = SetVariable(SpinCount, ShortSpin, overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
