using ActorLstm.Model.Training;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Training;

public sealed class ScheduleTests
{
    [Fact]
    public void Constant_is_the_same_in_every_epoch() => Rates(new ScheduleOptions(), 4).Should().Equal(0.1, 0.1, 0.1, 0.1);

    [Fact]
    public void Exponential_multiplies_after_every_epoch() =>
        Rates(new ScheduleOptions { Kind = ScheduleKind.Exponential, Decay = 0.5 }, 4).Should().Equal(0.1, 0.05, 0.025, 0.0125);

    [Fact]
    public void Cosine_goes_down_to_its_floor()
    {
        var rates = Rates(new ScheduleOptions { Kind = ScheduleKind.Cosine, Floor = 0.2 }, 5);
        rates.Zip([0.1, 0.02 + 0.08 * (1 + Math.Sqrt(0.5)) / 2, 0.06, 0.02 + 0.08 * (1 - Math.Sqrt(0.5)) / 2, 0.02])
            .Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-15);
    }

    [Fact]
    public void Plateau_reduces_when_the_loss_has_not_fallen_for_as_many_epochs_as_its_patience() =>
        Rates(new ScheduleOptions { Kind = ScheduleKind.Plateau, Decay = 0.5, Patience = 2, Floor = 0.2 }, 10, 2, 1.5, 1.5, 1.6, 1.4, 1.4, 1.39995, 1.5, 1.4)
            .Should().Equal(0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.020000000000000004);

    [Fact]
    public void A_loss_that_is_no_number_is_no_improvement() => 
        new[] { 2, double.NaN, 3, double.NaN }.Aggregate(Improvement.None, (before, loss) => before.After(loss)).Waited.Should().Be(3);

    // Going through the epochs before at each one would take 10^12 steps here.
    [Fact]
    [Trait("Case", "F3")]
    public void A_million_epochs_of_plateau_take_a_million_steps()
    {
        var rates = new LearningRates(new TrainingOptions { LearningRate = 0.1, Schedule = new ScheduleOptions { Kind = ScheduleKind.Plateau, Decay = 0.5, Patience = 250_000 } }, 1_000_000);
        for (var epoch = 1; epoch < 1_000_000; epoch++)
        {
            rates.Take(1);
        }

        rates.Of(1_000_000).Should().Be(0.1 / 8, "the first epoch improved on none, and three times 250,000 waited since");
    }

    [Fact]
    public void Every_rule_begins_with_the_learning_rate_and_never_raises_it() =>
        Gen.Select(Gen.Enum<ScheduleKind>(), Gen.Double[0.01, 1], Gen.Double[0, 1], Gen.Int[1, 50]).Sample((kind, decay, floor, epochs) =>
        {
            var rates = Rates(new ScheduleOptions { Kind = kind, Decay = decay, Floor = floor }, epochs);
            rates[0].Should().BeApproximately(0.1, 1e-15);
            rates.Should().BeInDescendingOrder().And.OnlyContain(rate => rate >= 0);
        });

    private static List<double> Rates(ScheduleOptions schedule, int epochs, params double[] losses)
    {
        var rates = new LearningRates(new TrainingOptions { LearningRate = 0.1, Schedule = schedule }, epochs);
        return [.. Enumerable.Range(1, epochs).Select(epoch =>
        {
            var rate = rates.Of(epoch);
            losses.Skip(epoch - 1).Take(1).ToList().ForEach(rates.Take);
            return rate;
        })];
    }
}
