namespace ActorLstm.Host.Service.Webhooks;

/// <summary>Something that is to be told, as it lies in the outbox.</summary>
/// <param name="Id">Its id: told twice, it is the same. It is the name of its file as well.</param>
/// <param name="Run">The run that it is about.</param>
/// <param name="Body">What is told, to the byte.</param>
internal sealed record WebhookMessage(string Id, string Run, string Body);
