using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Coordination;
using Akka.Event;
using Npgsql;

namespace ActorLstm.Host.Cluster;

/// <summary>
/// A lease of the cluster as an advisory lock of the PostgreSQL server that keeps the journal: whoever has no connection to it can record nothing,
/// and has no lease either. So a slot has one node, and the cluster one leader, also while two sides of a network take each other for gone.
/// </summary>
public sealed class PostgresLease : Lease
{
    private readonly NodeLocks locks;

    /// <summary>Made by Akka, by the name of the class in <c>lease-class</c>.</summary>
    /// <param name="settings">Which lease.</param>
    /// <param name="system">The actor system, with a <see cref="PostgresLeaseSetup"/>.</param>
    public PostgresLease(LeaseSettings settings, ExtendedActorSystem system)
        : base(settings) => locks = system.Settings.Setup.Get<PostgresLeaseSetup>().Value.Locks(system);

    /// <inheritdoc/>
    public override Task<bool> Acquire() => Acquire(_ => { });

    /// <inheritdoc/>
    public override Task<bool> Acquire(Action<Exception> leaseLostCallback) => locks.TakeAsync(Settings.LeaseName, leaseLostCallback);

    /// <inheritdoc/>
    public override Task<bool> Release() => locks.ReturnAsync(Settings.LeaseName);

    /// <inheritdoc/>
    public override bool CheckLease() => locks.Has(Settings.LeaseName);
}

/// <summary>Tells an actor system on which server its leases are.</summary>
/// <param name="connectionString">The server.</param>
#pragma warning disable CA1001 // The locks end with the actor system.
public sealed class PostgresLeaseSetup(string connectionString) : Setup
#pragma warning restore CA1001
{
    private readonly Lock guard = new();
    private NodeLocks? locks;

    /// <summary>The locks of a node; null where it uses no server.</summary>
    internal static NodeLocks? LocksOf(ActorSystem system) => system.Settings.Setup.Get<PostgresLeaseSetup>() is { HasValue: true } setup ? setup.Value.Locks(system) : null;

    internal NodeLocks Locks(ActorSystem system)
    {
        lock (guard)
        {
            if (locks is null)
            {
                locks = new NodeLocks(connectionString, Logging.GetLogger(system, typeof(PostgresLease)));
                system.RegisterOnTermination(locks.Dispose);
            }

            return locks;
        }
    }
}

/// <summary>
/// The locks of one node, all of one connection: it is looked after, and when it is gone so are they. The server notices a node that is gone
/// later (<see cref="ServerSettings"/>) than the node notices that the server is (<see cref="Pace"/> and <see cref="Patience"/>).
/// </summary>
internal sealed class NodeLocks : IDisposable
{
    // After at most 7 seconds the node knows; after at least 11 the server does.
    private const string ServerSettings = "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; SET tcp_user_timeout = 11000";

    // Locks of two numbers, which the server shows to everybody. Shared: an earlier process of the node may still be in the list.
    private const string Enter = "SELECT pg_advisory_lock_shared(@list, @node)";
    private const string Listed = """
        SELECT DISTINCT objid::bigint FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND classid::bigint = @list AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string connectionString;
    private readonly ILoggingAdapter log;
    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly ConcurrentDictionary<string, Action<Exception>> held = [];
    private readonly CancellationTokenSource ended = new();
    private NpgsqlConnection? connection;

    public NodeLocks(string connectionString, ILoggingAdapter log)
    {
        this.connectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            KeepAlive = 0,
            CommandTimeout = (int)Patience.TotalSeconds,
            Timeout = (int)Patience.TotalSeconds,
            CancellationTimeout = -1,
            ApplicationName = "actorlstm leases",
        }.ConnectionString;
        this.log = log;
        _ = LookAfterAsync();
    }

    /// <summary>Whether this node has a lock.</summary>
    public bool Has(string name) => held.ContainsKey(name);

    /// <summary>Takes a lock; false where another node has it, or the server cannot be reached.</summary>
    public Task<bool> TakeAsync(string name, Action<Exception> onLost) => UseAsync(
        async server =>
        {
            if (!held.ContainsKey(name) && !await AskAsync(server, "SELECT pg_try_advisory_lock(hashtextextended(@name, 0))", name))
            {
                return false;
            }

            held[name] = onLost;
            return true;
        },
        onFault: false);

    /// <summary>Writes the name of a node into a list that ends with the node, or with the connection; false where the server cannot be reached.</summary>
    public Task<bool> EnterAsync(string list, string node) => UseAsync(
        async server =>
        {
            if (!held.ContainsKey(list))
            {
                await using var command = new NpgsqlCommand(Enter, server) { Parameters = { new NpgsqlParameter("list", NumberOf(list)), new NpgsqlParameter("node", NumberOf(node)) } };
                await command.ExecuteNonQueryAsync(ended.Token);
                held[list] = _ => { };
            }

            return true;
        },
        onFault: false);

    /// <summary>Who is in a list, by their numbers (<see cref="NumberOf"/>); null where the server cannot be reached.</summary>
    public Task<IReadOnlySet<int>?> ListedAsync(string list) => UseAsync<IReadOnlySet<int>?>(
        async server =>
        {
            await using var command = new NpgsqlCommand(Listed, server) { Parameters = { new NpgsqlParameter("list", unchecked((uint)NumberOf(list)) + 0L) } };
            await using var rows = await command.ExecuteReaderAsync(ended.Token);
            var numbers = new HashSet<int>();
            while (await rows.ReadAsync(ended.Token))
            {
                numbers.Add(unchecked((int)rows.GetInt64(0)));
            }

            return numbers;
        },
        onFault: null);

    /// <summary>The number that the server knows a name by.</summary>
    public static int NumberOf(string name) => BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    /// <summary>Gives a lock back. Where the server cannot be reached it is given back with the connection.</summary>
    public Task<bool> ReturnAsync(string name) => UseAsync(
        async server => !held.TryRemove(name, out _) || await AskAsync(server, "SELECT pg_advisory_unlock(hashtextextended(@name, 0))", name),
        onFault: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        ended.Cancel();
        held.Clear();
        connection?.Dispose();
    }

    private async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> work, T onFault)
    {
        await oneAtATime.WaitAsync(ended.Token);
        try
        {
            return await work(connection ??= await ConnectAsync());
        }
        catch (Exception fault) when (!ended.IsCancellationRequested)
        {
            Lose(fault); // Whatever it is: a lease that nobody looks after is none.
            return onFault;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var server = new NpgsqlConnection(connectionString);
        try
        {
            await server.OpenAsync(ended.Token);
            await using var settings = new NpgsqlCommand(ServerSettings, server);
            await settings.ExecuteNonQueryAsync(ended.Token);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task<bool> AskAsync(NpgsqlConnection server, string question, string name)
    {
        await using var command = new NpgsqlCommand(question, server) { Parameters = { new NpgsqlParameter("name", name) } };
        return (bool)(await command.ExecuteScalarAsync(ended.Token))!;
    }

    private async Task LookAfterAsync()
    {
        using var timer = new PeriodicTimer(Pace);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
            {
                if (!held.IsEmpty)
                {
                    await UseAsync(
                        async server =>
                        {
                            await using var command = new NpgsqlCommand("SELECT 1", server);
                            await command.ExecuteScalarAsync(ended.Token);
                            return true;
                        },
                        onFault: false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The actor system ends.
        }
    }

    private void Lose(Exception fault)
    {
        connection?.Dispose();
        connection = null;
        var lost = held.ToList();
        held.Clear();
        if (lost.Count > 0)
        {
            log.Warning("The PostgreSQL server does not answer, and the leases {Leases} are lost: {Reason}", string.Join(", ", lost.Select(lease => lease.Key)), fault.Message);
        }

        foreach (var (_, onLost) in lost)
        {
            onLost(fault);
        }
    }
}
