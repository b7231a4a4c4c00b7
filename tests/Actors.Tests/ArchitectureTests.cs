using System.Reflection;
using ActorLstm.Actors.Runs;
using ActorLstm.Model;
using AwesomeAssertions;
using NetArchTest.Rules;
using Xunit;

namespace ActorLstm.Actors.Tests;

/// <summary>Who may know whom: Model, then Actors, then Host.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Model = typeof(Experiment).Assembly;
    private static readonly Assembly Actors = typeof(RunCoordinator).Assembly;

    [Theory]
    [InlineData("Akka")]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Microsoft.Extensions.Hosting")]
    [InlineData("Serilog")]
    [InlineData("Spectre")]
    [InlineData("ActorLstm.Actors")]
    [InlineData("actorlstm")]
    public void The_model_knows_nothing_of(string forbidden) => RequireStranger(Model, forbidden);

    [Theory]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Serilog")]
    [InlineData("Spectre")]
    [InlineData("Microsoft.Data.Sqlite")]
    [InlineData("System.Data.SqlClient")]
    [InlineData("Npgsql")]
    [InlineData("linq2db")]
    [InlineData("OpenTelemetry")]
    [InlineData("actorlstm")]
    public void The_actors_know_nothing_of(string forbidden) => RequireStranger(Actors, forbidden);

    [Fact]
    public void The_actors_know_the_model_and_akka()
    {
        var known = Actors.GetReferencedAssemblies().Select(reference => reference.Name);
        known.Should().Contain([Model.GetName().Name, "Akka", "Akka.Persistence"]);
    }

    [Fact]
    public void What_a_run_decides_knows_no_actors()
    {
        var decides = Types.InAssembly(Actors).That()
            .ResideInNamespace("ActorLstm.Actors.Runs").And().HaveName(nameof(RunState), nameof(RunPlan), nameof(RunFacts), nameof(RunStatus))
            .GetTypes().ToList();
        decides.Should().HaveCount(4);
        Types.InAssembly(Actors).That().HaveName([.. decides.Select(type => type.Name)])
            .ShouldNot().HaveDependencyOnAny("Akka", "System.IO").GetResult().FailingTypes.Should().BeNullOrEmpty();
    }

    private static void RequireStranger(Assembly assembly, string forbidden)
    {
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
            .Should().NotContain(name => name == forbidden || name.StartsWith(forbidden + ".", StringComparison.Ordinal));
        Types.InAssembly(assembly).ShouldNot().HaveDependencyOnAny(forbidden).GetResult().FailingTypes.Should().BeNullOrEmpty();
    }
}
