using ActorLstm.Host.Cli;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class InterruptionTests
{
    [Fact]
    public void The_first_signal_alone_ends_things_in_order()
    {
        using var interruption = new Interruption();
        interruption.Interrupt(ExitCodes.Terminated).Should().BeTrue();
        interruption.Token.IsCancellationRequested.Should().BeTrue();
        interruption.Interrupt(ExitCodes.Interrupted).Should().BeFalse();
        interruption.ExitCode.Should().Be(ExitCodes.Terminated);
    }

    [Fact]
    public void A_signal_that_arrives_when_the_program_has_ended_does_nothing()
    {
        var interruption = new Interruption();
        interruption.Dispose();
        FluentActions.Invoking(() => interruption.Interrupt(ExitCodes.Interrupted)).Should().NotThrow();
    }
}
