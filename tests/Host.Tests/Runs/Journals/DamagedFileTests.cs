using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs.Journals;

/// <summary>Whatever happens to the file of a journal: it opens, says what was wrong, and every run is one that was.</summary>
public sealed class DamagedFileTests : IClassFixture<DamagedFileTests.WrittenJournal>, IDisposable
{
    private readonly WrittenJournal written;
    private readonly TemporaryFolder folder = new();
    private int opened;

    public DamagedFileTests(WrittenJournal written) => this.written = written;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_flipped_byte_or_a_missing_end_leaves_each_run_as_it_was_at_some_moment()
    {
        var random = new Random(7190);
        for (var i = 0; i < 100; i++)
        {
            var place = random.Next(written.Content.Length);
            var change = i % 2 == 0 ? (byte)random.Next(1, 256) : (byte)0;
            await RequirePrefixesAsync(Damaged(place, change), null, $"byte {place} {(change == 0 ? "is the end" : $"is changed by {change}")}");
        }
    }

    [Fact]
    public async Task So_does_one_on_the_first_pages_where_everything_hangs_together()
    {
        var random = new Random(4711);
        for (var i = 0; i < 100; i++)
        {
            var (place, change) = (random.Next(i < 50 ? 100 : 3 * 4096), (byte)random.Next(1, 256));
            await RequirePrefixesAsync(Damaged(place, change), null, $"byte {place} is changed by {change}");
        }
    }

    [Fact]
    public async Task So_does_one_in_the_log_of_a_process_that_was_killed()
    {
        var random = new Random(42);
        for (var i = 0; i < 50; i++)
        {
            var log = written.Log.ToArray();
            var place = random.Next(log.Length);
            log[place] ^= (byte)random.Next(1, 256);
            await RequirePrefixesAsync(written.ContentBesideLog, i % 2 == 0 ? log : log[..place], $"byte {place} of the log", mayBeSilent: true);
        }
    }

    [Fact]
    public async Task The_log_of_a_process_that_was_killed_counts()
    {
        await using var journal = await OpenAsync(written.ContentBesideLog, written.Log);
        journal.Mended.Should().BeNull();
        await RequireWholeAsync(journal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(4096)]
    public async Task A_file_of_which_little_is_left_is_set_aside_and_said_to_be(int length)
    {
        await using var journal = await OpenAsync(written.Content[..length]);
        var kept = Directory.GetFiles(Folder, "journal.db.damaged-*").Should().ContainSingle().Which;
        (await File.ReadAllBytesAsync(kept, Cancellation)).Should().Equal(written.Content[..length]);
        journal.Mended.Should().StartWith($"The journal {Path.Combine(Folder, "journal.db")} was damaged: ").And.EndWith($"0 events of 0 runs could be read and are in a new one; the damaged file is kept as {kept}.");
    }

    [Fact]
    public async Task A_file_that_is_something_else_is_set_aside()
    {
        await using var journal = await OpenAsync([.. Enumerable.Repeat((byte)'x', 100_000)]);
        journal.Mended.Should().Contain("its beginning is not that of a journal");
        (await journal.ReadAsync("one", Cancellation)).Events.Should().BeEmpty();
    }

    [Theory]
    [InlineData(16)]
    [InlineData(57)]
    [InlineData(100)]
    [InlineData(3500)]
    public async Task Where_the_first_page_alone_is_damaged_nothing_is_lost(int from)
    {
        var content = written.Content.ToArray();
        content.AsSpan(from, Math.Min(200, 4096 - from)).Fill(0xFF);
        await using var journal = await OpenAsync(content);
        journal.Mended.Should().Contain(". 90 events of 3 runs could be read");
        await RequireWholeAsync(journal);
    }

    [Fact]
    public async Task Several_that_open_a_damaged_file_at_once_mend_it_once()
    {
        await File.WriteAllBytesAsync(Path.Combine(NextFolder(), "journal.db"), Damaged(3 * 4096, 0), Cancellation);
        var journals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(OpenAsync)));
        journals.Count(journal => journal.Mended is not null).Should().Be(1);
        Directory.GetFiles(Folder, "journal.db.damaged-*").Should().ContainSingle();
        foreach (var journal in journals)
        {
            await journal.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_journal_that_is_used_is_not_replaced_under_its_users()
    {
        await using (var user = await OpenAsync(written.Content))
        {
            File.Delete(Path.Combine(Folder, "journal.db"));
            (await FluentActions.Awaiting(OpenAsync).Should().ThrowAsync<InvalidInputException>()).WithMessage("*it is missing*other processes use it. End them*");
        }

        await using var journal = await OpenAsync();
        (await journal.ReadAsync("one", Cancellation)).Events.Should().BeEmpty();
    }

    private string Folder => folder[$"{opened}"];

    private string NextFolder()
    {
        opened++;
        return Directory.CreateDirectory(Folder).FullName;
    }

    private byte[] Damaged(int place, byte change)
    {
        var content = written.Content.ToArray();
        content[place] ^= change;
        return change == 0 ? content[..place] : content;
    }

    private Task<RunJournal> OpenAsync() => RunJournals.OpenAsync(new PersistenceOptions(), Folder, TimeProvider.System, Cancellation);

    private async Task<RunJournal> OpenAsync(byte[] content, byte[]? log = null)
    {
        var path = Path.Combine(NextFolder(), "journal.db");
        await File.WriteAllBytesAsync(path, content, Cancellation);
        if (log is not null)
        {
            await File.WriteAllBytesAsync($"{path}-wal", log, Cancellation);
        }

        return await OpenAsync();
    }

    private async Task RequirePrefixesAsync(byte[] content, byte[]? log, string what, bool mayBeSilent = false)
    {
        await using var journal = await OpenAsync(content, log);
        foreach (var (run, truth) in written.Runs)
        {
            var reading = await journal.ReadAsync(run, Cancellation);
            Events.Text(reading.Events).Should().Be(Events.Text(truth.Take(reading.Events.Count)), what);
            (reading.Events.Count == truth.Count || mayBeSilent || journal.Mended is not null || reading.Damage is not null).Should().BeTrue($"{what}, run {run} has {reading.Events.Count} events");
            (await journal.ReadAsync(run, Cancellation)).Damage.Should().BeNull(what);
        }
    }

    private async Task RequireWholeAsync(RunJournal journal)
    {
        foreach (var (run, truth) in written.Runs)
        {
            (await journal.ReadAsync(run, Cancellation)).Events.Should().BeEquivalentTo(truth, Events.Exactly);
        }
    }

    /// <summary>A journal of three runs that took turns; once closed in order, once as a killed process leaves it.</summary>
    public sealed class WrittenJournal : IAsyncLifetime
    {
        private readonly TemporaryFolder folder = new();

        internal IReadOnlyDictionary<string, IReadOnlyList<IRunEvent>> Runs { get; } = new[] { "one", "two", "three" }.ToDictionary(run => run, run => Events.Of(run, 30));

        internal byte[] Content { get; private set; } = [];

        internal byte[] ContentBesideLog { get; private set; } = [];

        internal byte[] Log { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            var path = folder["journal.db"];
            await using (var journal = await RunJournals.OpenAsync(new PersistenceOptions(), folder.Path, TimeProvider.System, CancellationToken.None))
            {
                await using var system = await JournalSystem.StartAsync(journal);
                for (var part = 0; part < 3; part++)
                {
                    foreach (var (run, events) in Runs)
                    {
                        await system.WriteAsync(run, [.. events.Skip(part * 10).Take(10)]);
                    }
                }

                (ContentBesideLog, Log) = (await SharedAsync(path), await SharedAsync($"{path}-wal"));
            }

            Content = await File.ReadAllBytesAsync(path);
        }

        public ValueTask DisposeAsync()
        {
            folder.Dispose();
            return ValueTask.CompletedTask;
        }

        private static async Task<byte[]> SharedAsync(string path)
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[file.Length];
            await file.ReadExactlyAsync(content);
            return content;
        }
    }
}
