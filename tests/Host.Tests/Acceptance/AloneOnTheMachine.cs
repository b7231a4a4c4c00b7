using Xunit;

namespace ActorLstm.Host.Tests.Acceptance;

/// <summary>Tests that measure, one after the other and beside no others: two trainings at once would slow each other down.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneOnTheMachine
{
    public const string Name = "alone on the machine";
}
