using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorLstm.Model;

namespace ActorLstm.Host.Service.Webhooks;

/// <summary>Signs what is told, as Standard Webhooks says, so that whoever is told knows who tells it.</summary>
internal sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int Shortest = 24;
    private const int Longest = 64;

    private readonly byte[] key;

    private WebhookSecret(byte[] key) => this.key = key;

    /// <summary>Reads the file with it.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or holds no such secret.</exception>
    public static WebhookSecret Read(string file)
    {
        const string Setting = "service.webhook.secret-file";
        var text = SecretFile.Read(Setting, file);
        var buffer = new byte[text.Length];
        return text.StartsWith(Prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(text[Prefix.Length..], buffer, out var length) && length is >= Shortest and <= Longest
            ? new WebhookSecret(buffer[..length])
            : throw new InvalidInputException($"{Setting}: {file} wants one line, {Prefix} and the base64 of {Shortest} to {Longest} bytes. Make one with: echo \"{Prefix}$(openssl rand -base64 32)\"");
    }

    /// <summary>The signature of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="timestamp">When it is sent, seconds since 1970.</param>
    public string Sign(WebhookMessage message, long timestamp)
    {
        var signed = $"{message.Id}.{timestamp.ToString(CultureInfo.InvariantCulture)}.{message.Body}";
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)))}";
    }
}
