using ActorLstm.Model.Devices;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Devices;

public sealed class SymbolVersionInspectorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_version_that_the_system_lacks_is_missing_and_the_remedy_is_the_patch()
    {
        var library = folder.Write("libLibTorchSharp.so", ElfImage.Typical);

        var report = Inspect(library, out var problems);

        report!.Required.Should().Equal("GLIBCXX_3.4.30", "GLIBCXX_3.4.32");
        report.Provided.Should().Equal("GLIBCXX_3.4.9", "GLIBCXX_3.4.30");
        report.ProvidedBy.Should().EndWith("libstdc++.so.6.0.30");
        report.Missing.Should().Equal("GLIBCXX_3.4.32");
        report.IsPatched.Should().BeFalse();
        problems.Should().ContainSingle().Which.ToString()
            .Should().ContainAll(library, "GLIBCXX_3.4.32", "libstdc++.so.6.0.30", "TorchWeakenSymbols");
    }

    [Fact]
    public void A_patched_library_lacks_nothing()
    {
        var file = ElfImage.Typical.ToArray();
        ElfSymbolVersions.Weaken(file, "libstdc++.so.6", "GLIBCXX_3.4.32");

        var report = Inspect(folder.Write("libLibTorchSharp.so", file), out var problems);

        report!.IsPatched.Should().BeTrue();
        report.Weakened.Should().Equal("GLIBCXX_3.4.32");
        report.Missing.Should().BeEmpty();
        problems.Should().BeEmpty();
    }

    [Fact]
    public void An_older_C_library_is_a_problem_that_asks_for_a_newer_system()
    {
        var library = folder.Write(
            "libLibTorchSharp.so", ElfImage.Build([("libc.so.6", ["GLIBC_2.34", "GLIBC_2.99"])]));

        var report = Inspect(library, out var problems);

        report!.Missing.Should().Equal("GLIBC_2.99");
        problems.Should().ContainSingle().Which.Remedy.Should().Contain("newer C and C++ library");
    }

    [Fact]
    public void A_damaged_library_is_a_problem_and_no_report()
    {
        var library = folder.Write("libLibTorchSharp.so", ElfImage.Typical[..100]);

        Inspect(library, out var problems).Should().BeNull();

        problems.Should().ContainSingle().Which.ToString().Should().ContainAll(library, "cut short", "build again");
    }

    private SymbolVersionReport? Inspect(string library, out List<NativeProblem> problems)
    {
        problems = [];
        var cxx = folder.Write(
            "libstdc++.so.6.0.30",
            ElfImage.Build([], ["libstdc++.so.6", "GLIBCXX_3.4.30", "GLIBCXX_3.4.9", "CXXABI_1.3"]));
        var c = folder.Write("libc.so.6", ElfImage.Build([], ["GLIBC_2.34", "GLIBC_2.4"]));
        return SymbolVersionInspector.Inspect(library, ["/usr/lib/libstdc++.so.60", c, cxx], problems);
    }
}
