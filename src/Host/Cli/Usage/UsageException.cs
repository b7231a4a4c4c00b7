namespace ActorLstm.Host.Cli.Usage;

/// <summary>A command line that is not one. Nothing was started.</summary>
/// <param name="message">What is wrong with it.</param>
/// <param name="advice">What to type instead, one sentence or more.</param>
internal sealed class UsageException(string message, string advice) : Exception(message)
{
    /// <summary>What to type instead.</summary>
    public string Advice => advice;
}
