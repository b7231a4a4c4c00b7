using System.Globalization;
using ActorLstm.Host.Tests.Support;
using Npgsql;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>A PostgreSQL server that belongs to one test, which may kill it.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private const string Variable = "ACTORLSTM_TEST_POSTGRES_PROGRAMS";
    private const int Attempts = 15;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly string programs;
    private readonly DirectoryInfo folder;

    private PostgresProcess(string programs)
    {
        this.programs = programs;
        folder = Directory.CreateTempSubdirectory("actorlstm-postgres-"); // The path of a socket has 100 characters at most.
    }

    /// <summary>How to connect to it.</summary>
    public string ConnectionString => $"Host={folder.FullName};Username=postgres;Database=postgres";

    private string Data => Path.Combine(folder.FullName, "data");

    /// <summary>Makes one and starts it; the test skips where the programs of the server are not known.</summary>
    public static async Task<PostgresProcess> BeginAsync()
    {
        var programs = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(programs), $"Needs the programs of a PostgreSQL server: {Variable} names no folder. tests/run.sh finds it where the server is installed.");
        var server = new PostgresProcess(programs!);
        (await SystemProgram.RunAsync("chmod", "777", server.folder.FullName)).MustBe(0); // The server has a user of its own where root runs the tests.
        (await server.RunAsync("initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")).MustBe(0);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it again. What is left of one that was killed may take a moment to end.</summary>
    public async Task StartAsync()
    {
        ProcessResult started;
        var attempts = 0;
        do
        {
            await Task.Delay(Pace * attempts, TestContext.Current.CancellationToken);
            started = await RunAsync("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(folder.FullName, "log"), "-o", $"-k {folder.FullName} -c listen_addresses= -c fsync=off", "start");
        }
        while (started.ExitCode != 0 && ++attempts < Attempts);
        started.MustBe(0);
    }

    /// <summary>Kills it: SIGKILL.</summary>
    public async Task KillAsync()
    {
        var process = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        (await SystemProgram.RunAsync("kill", "-KILL", $"{process}")).MustBe(0);
    }

    /// <summary>Ends all connections to it.</summary>
    public async Task EndConnectionsAsync()
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ToString());
        await using var command = source.CreateCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "stop");
        folder.Delete(recursive: true);
    }

    // The server refuses to be run by root.
    private Task<ProcessResult> RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(programs, program);
        return Environment.IsPrivilegedProcess ? SystemProgram.RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : SystemProgram.RunAsync(path, arguments);
    }
}
