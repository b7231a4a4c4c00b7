using ActorLstm.Model.Devices;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Devices;

public sealed class LoadedModulesTests
{
    [Fact]
    public void Paths_are_taken_once_each_from_a_memory_map()
    {
        string[] lines =
        [
            "7f01d4000000-7f01d4021000 rw-p 00000000 00:00 0 ",
            "7f01d8c00000-7f01d8c9a000 r--p 00000000 fe:00 1054                       /usr/lib/libstdc++.so.6.0.30",
            "7f01d8c9a000-7f01d8da0000 r-xp 0009a000 fe:00 1054                       /usr/lib/libstdc++.so.6.0.30",
            "7f01d9000000-7f01d9001000 r--p 00000000 fe:00 99                         /home/a b/libc10.so (deleted)",
            "7ffd3b1d5000-7ffd3b1f6000 rw-p 00000000 00:00 0                          [stack]",
        ];

        LoadedModules.ParseMemoryMap(lines).Should().Equal("/usr/lib/libstdc++.so.6.0.30", "/home/a b/libc10.so");
    }

    [Fact]
    public void This_process_has_modules()
    {
        LoadedModules.Read().Should().Contain(m => m.Contains("coreclr", StringComparison.OrdinalIgnoreCase));
    }
}
