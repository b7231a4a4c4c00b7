using Npgsql;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>What a connection string of Npgsql says, without its secrets.</summary>
public static class PostgresAddress
{
    /// <summary>Whether a text is one that names a server.</summary>
    public static bool IsValid(string connectionString)
    {
        try
        {
            return !string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(connectionString).Host);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>The same without passwords, to be written down.</summary>
    public static string WithoutPasswords(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        parts.Remove(nameof(parts.Password));
        parts.Remove("SSL Password");
        return parts.ToString();
    }

    /// <summary>The server and the database in words.</summary>
    public static string Describe(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"{parts.Host}, port {parts.Port}, database {parts.Database ?? parts.Username ?? "of the user's name"}";
    }
}
