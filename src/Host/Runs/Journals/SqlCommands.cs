using System.Data.Common;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>Commands in one line.</summary>
internal static class SqlCommands
{
    /// <summary>A command with its parameters; the text is the program's own and holds nothing that a user gave.</summary>
    public static DbCommand Command(this DbConnection connection, string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Only constant texts are given.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Executes a text to its end, all results included.</summary>
    public static async Task ExecuteAsync(this DbConnection connection, string text, CancellationToken cancellation)
    {
        await using var command = connection.Command(text);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        do
        {
            while (await reader.ReadAsync(cancellation))
            {
                // A pragma may do its work row by row.
            }
        }
        while (await reader.NextResultAsync(cancellation));
    }

    /// <summary>A single value.</summary>
    public static async Task<T> ValueAsync<T>(this DbConnection connection, string text, CancellationToken cancellation)
    {
        await using var command = connection.Command(text);
        return (T)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
