using System.Security.Cryptography;
using System.Text;
using ActorLstm.Host.Runs.Journals;
using Xunit;

namespace ActorLstm.Host.Tests.Runs.Journals;

/// <summary>Changes a journal behind its back.</summary>
internal static class Tables
{
    public static async Task ChangeAsync(this JournalDatabase database, string sql)
    {
        await using var connection = await database.ConnectAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(sql, TestContext.Current.CancellationToken);
    }

    /// <summary>Puts another manifest and payload in the place of an event of the run <c>one</c>.</summary>
    public static async Task RewriteAsync(this JournalDatabase database, int place, Func<string, byte[], (string Manifest, byte[] Payload)> change)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var connection = await database.ConnectAsync(cancellation);
        (string Manifest, byte[] Payload) after;
        await using (var read = connection.Command("SELECT manifest, message FROM journal WHERE persistence_id = 'run-one' AND sequence_number = @place", ("@place", place)))
        await using (var reader = await read.ExecuteReaderAsync(cancellation))
        {
            await reader.ReadAsync(cancellation);
            after = change(reader.GetString(0), reader.GetFieldValue<byte[]>(1));
        }

        await using var write = connection.Command(
            "UPDATE journal SET manifest = @manifest, message = @message WHERE persistence_id = 'run-one' AND sequence_number = @place",
            ("@manifest", after.Manifest), ("@message", after.Payload), ("@place", place));
        await write.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>Seals a payload as the program does.</summary>
internal static class Sealed
{
    public static byte[] Of(string manifest, byte[] payload)
    {
        var json = payload[..^18];
        var hash = Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(manifest), .. json]));
        return [.. json, .. Encoding.ASCII.GetBytes($" #{hash[..16]}")];
    }
}
