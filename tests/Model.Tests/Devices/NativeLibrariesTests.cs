using ActorLstm.Model.Devices;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Devices;

public sealed class NativeLibrariesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("/opt/app/libLibTorchSharp.so", "LibTorchSharp")]
    [InlineData("/opt/app/libgomp-98b21ff3.so.1", "gomp")]
    [InlineData("/usr/lib/libstdc++.so.6.0.30", "stdc++")]
    [InlineData("torch_cpu.dll", "torch_cpu")]
    [InlineData("libc10.dylib", "c10")]
    public void A_library_is_known_by_its_name_alone(string path, string name)
    {
        NativeLibraryFiles.NameOf(path).Should().Be(name);
    }

    [Fact]
    public void A_missing_library_is_a_problem_that_names_thefolder_and_the_way_out()
    {
        var report = NativeLibraries.Inspect([folder.Path], [], "linux-x64");

        report.SymbolVersions.Should().BeNull();
        report.Problems.Should().ContainSingle().Which.ToString()
            .Should().ContainAll(NativeLibraryFiles.EntryFileName, "is missing", folder.Path, "dotnet publish");
    }

    [Fact]
    public void Afolder_that_does_not_exist_is_reported_and_does_not_throw()
    {
        var report = NativeLibraries.Inspect([Path.Combine(folder.Path, "none")], [], "linux-x64");

        report.Problems.Should().ContainSingle();
        report.Libraries.Should().BeEmpty();
    }

    [Fact]
    public void A_platform_without_libraries_is_a_problem_that_lists_those_with()
    {
        var report = NativeLibraries.Inspect([folder.Path], [], "linux-arm64");

        report.Problems.Should().ContainSingle().Which.ToString()
            .Should().ContainAll("no native libraries for linux-arm64", "linux-x64", "win-x64");
    }

    [Fact]
    public void A_library_without_those_it_loads_is_a_problem()
    {
        folder.Write(NativeLibraryFiles.EntryFileName, ElfImage.Build([]));
        folder.Write(NativeLibraryFiles.FileNameOf("torch"), []);

        var report = NativeLibraries.Inspect([folder.Path], [], "linux-x64");

        report.Problems.Should().ContainSingle().Which.What.Should().StartWith(
            $"{NativeLibraryFiles.FileNameOf("torch_cpu")}, {NativeLibraryFiles.FileNameOf("c10")} is missing");
    }

    [Fact]
    public void A_link_to_a_file_that_is_gone_is_a_problem()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making a link needs a right on Windows.");
        folder.Write(NativeLibraryFiles.EntryFileName, ElfImage.Build([]));
        folder.Write(NativeLibraryFiles.FileNameOf("torch"), []);
        folder.Write(NativeLibraryFiles.FileNameOf("c10"), []);
        var link = Path.Combine(folder.Path, NativeLibraryFiles.FileNameOf("torch_cpu"));
        File.CreateSymbolicLink(link, "/no/such/file");

        var report = NativeLibraries.Inspect([folder.Path], [], "linux-x64");

        report.Problems.Should().ContainSingle().Which.ToString()
            .Should().ContainAll(link, "/no/such/file, which is gone", "dotnet publish");
    }

    [Fact]
    public void Loaded_and_found_libraries_are_listed_with_their_paths()
    {
        var found = folder.Write(NativeLibraryFiles.FileNameOf("c10"), []);
        const string Loaded = "/usr/lib/libgomp.so.1.0.0";

        var report = NativeLibraries.Inspect([folder.Path], ["/usr/lib/libcx.so", Loaded, "/usr/share/gomp"], "linux-x64");

        report.Libraries.Should().Equal(
            new NativeLibraryInfo("c10", null, found), new NativeLibraryInfo("gomp", Loaded, null));
        report.Libraries.Select(library => library.IsLoaded).Should().Equal(false, true);
    }

    [Fact]
    public void This_process_has_no_problem_and_has_loaded_what_lies_beside_it()
    {
        TorchRuntime.Load();

        var report = NativeLibraries.Inspect();

        report.Problems.Should().BeEmpty();
        report.TorchSharpVersion.Should().MatchRegex(@"^\d+\.\d+\.\d+");
        report.Backend.Should().BeOneOf("cpu", "cuda-linux", "cuda-windows");
        report.Platform.Should().Be(NativeLibraries.Platform);
        report.Libraries.Should().Contain(l => l.Name == "torch_cpu" && l.IsLoaded && l.FoundAt != null);
        report.Libraries.Single(l => l.Name is "LibTorchSharp").LoadedFrom
            .Should().Be(Path.Combine(AppContext.BaseDirectory, NativeLibraryFiles.EntryFileName));
    }
}
