using ActorLstm.Host.Runs;
using ActorLstm.Model;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

public sealed class RunStoreTests : IDisposable
{
    private const string Document = """
        {"id": "x", "name": "first", "status": "completed", "reason": null, "corpus": {"name": "a", "sha256": "b", "characters": 1, "distinct": 1, "windows": 1, "origin": "c", "fallback": null},
         "parameters": 1, "seed": 1, "device": "cpu", "threads": 1, "epochs": 1, "epochs_trained": 1, "started_at": null, "ended_at": null, "versions": {}}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_relative_folder_starts_from_the_users_own()
    {
        folder.Write("elsewhere/run.json", Document);
        Find("elsewhere").Should().Be(folder["elsewhere"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void No_name_is_no_run_even_where_a_run_stands(string name)
    {
        folder.Write("run.json", Document);
        FluentActions.Invoking(() => Find(name)).Should().Throw<InvalidInputException>().WithMessage("The run has no name. Give its id*");
    }

    [Fact]
    public void A_document_that_is_damaged_is_named_and_one_beside_it_is_found_by_its_name()
    {
        folder.Write("runs/20260101-000000-aaaa/run.json", Document);
        folder.Write("runs/20260102-000000-bbbb/run.json", "");
        Find("first").Should().EndWith("aaaa");
        FluentActions.Invoking(() => Find("20260102")).Should().Throw<InvalidInputException>().WithMessage("*bbbb*run.json is empty, damaged*");
    }

    [Fact]
    public void A_document_that_may_not_be_read_is_named()
    {
        var document = folder.Write("runs/20260101-000000-aaaa/run.json", Document);
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Needs a user whom the rights of a file keep from reading it.");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(document, UnixFileMode.None);
        }

        FluentActions.Invoking(() => Find("20260101")).Should().Throw<InvalidInputException>().WithMessage("*not to be read*");
    }

    private string Find(string run) => new RunStore("runs", folder.Path).Find(run).Folder;
}
