using System.Globalization;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration.Batches;

public sealed class RandomSettingTests
{
    private const string Rate = "training.learning-rate = { from = 0.001, to = 0.1, scale = log }";
    private const string Hidden = "model.hidden = [32, 64, 128]";

    [Fact]
    public void More_runs_leave_the_draws_of_the_others_as_they_are() =>
        Runs(30, Rate, Hidden).Take(10).Should().Equal(Runs(10, Rate, Hidden));

    [Fact]
    public void More_settings_leave_the_draws_of_the_others_as_they_are() =>
        Loading.Batch(Of(10, 1, Rate, Hidden, "experiment.seed = { from = 1, to = 1000000 }")).Runs.Select(run => run.Settings["training.learning-rate"])
            .Should().Equal(Loading.Batch(Of(10, 1, Rate)).Runs.Select(run => run.Settings["training.learning-rate"]));

    [Fact]
    public void The_order_of_the_settings_makes_no_difference() =>
        Loading.Batch(Of(10, 1, Hidden, Rate)).Runs.Select(run => run.Configuration).Should().BeEquivalentTo(Loading.Batch(Of(10, 1, Rate, Hidden)).Runs.Select(run => run.Configuration), options => options.WithStrictOrdering());

    [Fact]
    public void Another_seed_draws_otherwise() => Loading.Runs(Of(10, 2, Rate)).Should().NotIntersectWith(Runs(10, Rate));

    [Fact]
    public void Each_of_a_list_is_drawn() => Draws(60, Hidden).Should().OnlyContain(hidden => hidden == 32 || hidden == 64 || hidden == 128).And.Contain([32, 64, 128]);

    [Fact]
    public void Whole_ends_give_whole_numbers_and_both_ends_are_drawn()
    {
        Draws(100, "model.hidden = { from = 3, to = 6 }").Distinct().Order().Should().Equal(3, 4, 5, 6);
        Draws(100, "model.hidden = { from = 16, to = 256, scale = log }").Should().OnlyContain(hidden => hidden >= 16 && hidden <= 256 && hidden == Math.Round(hidden));
    }

    [Fact]
    public void On_a_log_scale_each_power_of_ten_comes_as_often() =>
        Draws(1000, "training.learning-rate = { from = 0.0001, to = 1.0, scale = log }").GroupBy(rate => Math.Floor(Math.Log10(rate))).Select(decade => decade.Count())
            .Should().HaveCount(4).And.OnlyContain(count => count > 200 && count < 300);

    [Fact]
    public void On_a_linear_scale_each_tenth_comes_as_often() =>
        Draws(1000, "model.dropout = { from = 0.0, to = 0.5 }").GroupBy(dropout => Math.Floor(dropout * 20)).Select(part => part.Count()).Should().HaveCount(10).And.OnlyContain(count => count > 60 && count < 140);

    [Fact]
    public void A_step_gives_the_numbers_of_its_grid_and_no_others()
    {
        Draws(200, "model.hidden = { from = 10, to = 31, step = 10 }").Distinct().Order().Should().Equal(10, 20, 30);
        Draws(200, "model.dropout = { from = 0.1, to = 0.3, step = 0.1 }").Distinct().Order().Should().Equal(0.1, 0.2, 0.3);
        Draws(200, "training.clip-norm = { from = 1000.25, to = 1001, step = 0.25 }").Distinct().Order().Should().Equal(1000.25, 1000.5, 1000.75, 1001);
    }

    [Fact]
    public void Other_numbers_have_four_digits_that_count() =>
        Loading.Batch(Of(100, 1, "training.learning-rate = { from = 0.001, to = 0.01 }")).Runs.Select(run => run.Settings["training.learning-rate"]).Should().OnlyContain(rate => rate.TrimStart('0', '.').Length <= 4);

    [Fact]
    public void No_draw_lies_beyond_its_range() =>
        Gen.Select(Gen.Double[1e-6, 0.4], Gen.Double[0.41, 0.999999], Gen.Bool, Gen.Int[0, 1000]).Sample((from, to, log, seed) =>
        {
            var range = string.Create(CultureInfo.InvariantCulture, $"model.dropout = {{ from = {from:R}, to = {to:R}, scale = {(log ? "log" : "linear")} }}");
            Loading.Batch(Of(20, seed, range)).Runs.Select(run => run.Configuration.Experiment.Network.Dropout).Should().OnlyContain(dropout => dropout >= from && dropout <= to);
        }, iter: 50);

    private static IReadOnlyList<string> Runs(int count, params string[] ranges) => Loading.Runs(Of(count, 1, ranges));

    private static IReadOnlyList<double> Draws(int count, string range) =>
        [.. Loading.Batch(Of(count, 1, range, "experiment.seed = { from = 1, to = 1000000000 }")).Runs.Select(run => double.Parse(run.Settings.First().Value, CultureInfo.InvariantCulture))];

    private static string Of(int count, long seed, params string[] ranges) => $"batch.random {{ count = {count}, seed = {seed}, ranges {{ {string.Join(", ", ranges)} }} }}";
}
