using System.Globalization;
using ActorLstm.Host.Configuration;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration;

public sealed class NumberStepsTests
{
    private static readonly double[] Tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2.0];

    [Theory]
    [InlineData("\"0.1..2.0 by 0.1\"")]
    [InlineData("0.1..2.0 by 0.1")]
    [InlineData("[\"0.1..2.0 by 0.1\"]")]
    [InlineData("[\"0.1..1 by 0.1\", \"1.1 .. 2 by 1e-1\"]")]
    public void A_range_is_the_numbers_that_a_person_would_write(string value) =>
        Temperatures(value).Should().Equal(Tenths);

    [Fact]
    public void Ranges_and_numbers_stand_side_by_side_in_a_list() =>
        Temperatures("[0, \"0.2..1.0 by 0.2\", 1.5]").Should().Equal(0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.5);

    [Theory]
    [InlineData("\"1..1 by 0.5\"", 1.0)]
    [InlineData("\"-0..0 by 1\"", 0.0)]
    public void A_range_may_be_a_single_number(string value, double number) =>
        Temperatures(value).Should().Equal(number);

    [Fact]
    public void Every_number_is_the_nearest_double_to_its_decimal() => Gen.Select(Gen.Int[0, 5000], Gen.Int[1, 997], Gen.Int[0, 999], Gen.Int[0, 12]).Sample((from, step, count, digits) =>
    {
        var to = from + step * count;
        var values = Temperatures($"\"{Decimal(from)}..{Decimal(to)} by {Decimal(step)}\"");
        values.Should().Equal(Enumerable.Range(0, count + 1).Select(index => double.Parse(Decimal(from + step * index), CultureInfo.InvariantCulture)));

        string Decimal(int units) => $"{units}e-{digits}";
    });

    [Theory]
    [InlineData("0.1..2.0", "wants a range as \"0.1..2.0 by 0.1\"")]
    [InlineData("0.1 by 0.1..2.0", "wants a range as \"0.1..2.0 by 0.1\"")]
    [InlineData("0.1..warm by 0.1", "wants a range as \"0.1..2.0 by 0.1\"")]
    [InlineData("0.1..NaN by 0.1", "wants a range as \"0.1..2.0 by 0.1\"")]
    [InlineData("0,1..2,0 by 0,1", "wants a range as \"0.1..2.0 by 0.1\"")]
    [InlineData("0.1..2.0 by 0", "wants a range whose step, after \"by\", is above 0")]
    [InlineData("0.1..2.0 by -0.1", "wants a range whose step, after \"by\", is above 0")]
    [InlineData("2.0..0.1 by 0.1", "wants a range from the lower number to the higher one")]
    [InlineData("0.1..2.0 by 0.3", "the steps of this one lead to 1.9 and 2.2")]
    [InlineData("0..1000 by 1", "wants at most 1000 numbers")]
    [InlineData("0..7e28 by 1e-28", "wants at most 1000 numbers")]
    [InlineData("-0.5..1 by 0.5", "wants finite numbers, each of at least 0")]
    public void A_range_that_is_none_is_refused_with_path_place_and_what_is_wanted(string range, string message)
    {
        foreach (var value in new[] { $"\"{range}\"", $"[1.7, \"{range}\"]" })
        {
            Loading.Errors($"actorlstm {{\n\nsampling.temperatures = {value} }}").Should().ContainSingle(value)
                .Which.Should().StartWith("test.conf:3: actorlstm.sampling.temperatures wants ").And.Contain(message).And.EndWith($"; found \"{range}\".");
        }
    }

    [Theory]
    [InlineData("[0.5, \"0.1..1.0 by 0.1\"]", "wants every number once, and 0.5 stands there twice")]
    [InlineData("[\"0..1 by 0.5\", \"1..2 by 0.5\"]", "wants every number once, and 1 stands there twice")]
    [InlineData("[\"0..999 by 1\", 0.5]", "wants from 1 to 1000 numbers and has 1001")]
    [InlineData("0.7", "for instance [0.5, 1.0], also for one number: [0.7], or a range of them, for instance \"0.1..2.0 by 0.1\"")]
    public void Temperatures_with_ranges_keep_the_rules_of_a_list(string value, string message) =>
        Loading.Errors($"actorlstm.sampling.temperatures = {value}").Should().ContainSingle().Which.Should().Contain(message);

    [Fact]
    public void An_option_takes_ranges_between_its_commas()
    {
        Loading.With(new VerbOption("--temperature", "sampling.temperatures", "0, 0.1..0.3 by 0.1,2", IsList: true)).Experiment.Sampling.Temperatures.Should().Equal(0, 0.1, 0.2, 0.3, 2);
        Loading.Errors(new VerbOption("--temperature", "sampling.temperatures", "1..2", IsList: true)).Should().ContainSingle()
            .Which.Should().StartWith("--temperature 1..2: wants a range as \"0.1..2.0 by 0.1\"");
    }

    [Fact]
    public void The_resolved_configuration_has_plain_numbers() =>
        ResolvedConfiguration.Write(Loading.Of("actorlstm.sampling.temperatures = \"0.1..0.4 by 0.1\"")).Should().Contain("temperatures = [0.1, 0.2, 0.3, 0.4]");

    private static IReadOnlyList<double> Temperatures(string value) => Loading.Of($"actorlstm.sampling.temperatures = {value}").Experiment.Sampling.Temperatures;
}
