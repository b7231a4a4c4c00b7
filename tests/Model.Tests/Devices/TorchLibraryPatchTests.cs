using System.Reflection;
using ActorLstm.Model.Devices;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Devices;

public sealed class TorchLibraryPatchTests
{
    private static readonly string Package = typeof(TorchLibraryPatchTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key is "TorchSharpPackage")
        .Value!;

    private static readonly string Original =
        Path.Combine(Package, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    private static readonly string Patched = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");

    [Fact]
    public async Task The_library_in_the_output_differs_from_the_package_in_the_weak_flag_alone()
    {
        SkipWithoutLibrary();
        var original = await File.ReadAllBytesAsync(Original, TestContext.Current.CancellationToken);
        var patched = await File.ReadAllBytesAsync(Patched, TestContext.Current.CancellationToken);

        var need = ElfSymbolVersions.Read(original).Needs.Find(n => n.Is("libstdc++.so.6", "GLIBCXX_3.4.32"));

        need.Should().NotBeNull("the package asks for it; without, the step of the build is not needed any more");
        need!.IsWeak.Should().BeFalse("the package cache must never be changed");
        var expected = original.ToArray();
        expected[need.FlagsOffset] |= 2;
        patched.AsSpan().SequenceEqual(expected).Should().BeTrue();
        new FileInfo(Patched).LinkTarget.Should().BeNull();
    }

    [Fact]
    public async Task A_damaged_table_of_the_real_library_is_refused_or_read()
    {
        SkipWithoutLibrary();
        var file = await File.ReadAllBytesAsync(Original, TestContext.Current.CancellationToken);
        var flags = ElfSymbolVersions.Read(file).Needs.Select(n => n.FlagsOffset).ToList();
        var tables = Enumerable.Range(flags.Min() - 32, flags.Max() - flags.Min() + 64).Concat(Enumerable.Range(0, 64));

        foreach (var offset in tables)
        {
            var kept = file[offset];
            file[offset] ^= 0xff;

            var read = () => ElfSymbolVersions.Read(file);

            try
            {
                read();
            }
            catch (ElfFormatException)
            {
                // Refusing is right too; any other exception fails the test.
            }

            file[offset] = kept;
        }
    }

    private static void SkipWithoutLibrary() => Assert.SkipUnless(
        File.Exists(Original) && File.Exists(Patched), "This build has no libLibTorchSharp.so: it is not for Linux.");
}
