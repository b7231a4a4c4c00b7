using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration.Batches;

public sealed class RefusedBatchTests
{
    [Theory]
    [InlineData("matrix { training.learning-rat = [0.1] }", "training.learning-rat is no setting in which the runs of a batch can differ; did you mean training.learning-rate?")]
    [InlineData("matrix { \"model.hiden\" = [1] }", "model.hiden is no setting in which the runs of a batch can differ; did you mean model.hidden?")]
    [InlineData("list = [{ hidden = 1 }]", "hidden is no setting in which the runs of a batch can differ; did you mean model.hidden?")]
    [InlineData("matrix { model = [1] }", "model is no setting in which the runs of a batch can differ")]
    [InlineData("matrix { model.hidden { x = [1] } }", "wants a list of values for model.hidden, for instance [1, 2]")]
    [InlineData("include = [{ experiment.name = a }]", "experiment.name is no setting in which the runs of a batch can differ.")]
    [InlineData("matrix { persistence.provider = [sqlite] }", "persistence.provider is no setting in which the runs of a batch can differ.")]
    [InlineData("matrix { training.threads = [1, 2] }", "training.threads is no setting in which the runs of a batch can differ.")]
    [InlineData("matrix { supervision.max-retries = [1, 2] }", "supervision.max-retries is no setting in which the runs of a batch can differ.")]
    [InlineData("matrix { batch.retries = [1, 2] }", "batch.retries is no setting in which the runs of a batch can differ.")]
    [InlineData("exclude = [{ nonsense = 1 }]", "nonsense is no setting in which the runs of a batch can differ")]
    [InlineData("random { count = 1, ranges { seed = [1] } }", "seed is no setting in which the runs of a batch can differ; did you mean experiment.seed?")]
    [InlineData("matrix = [1]", "wants settings of batch.matrix in braces")]
    [InlineData("matrix { model.hidden = 32 }", "wants a list of values for model.hidden, for instance [32]")]
    [InlineData("matrix { model.hidden = [] }", "wants a list of values for model.hidden, for instance [1, 2]")]
    [InlineData("matrix { model.hidden = [32, 64, 32] }", "has the value 32 of model.hidden twice")]
    [InlineData("matrix { model.hidden = [1], \"model.hidden\" = [2] }", "gives model.hidden twice")]
    [InlineData("list = [{ model.hidden = 1, actorlstm.model.hidden = 2 }]", "gives model.hidden twice")]
    [InlineData("list = { model.hidden = 32 }", "wants a list of runs, for instance batch.list = [{ training.learning-rate = 0.01 }")]
    [InlineData("list = [3]", "wants settings of batch.list in braces")]
    [InlineData("list = []", "makes no run at all: a batch has at least one")]
    [InlineData("matrix {}", "makes no run at all: a batch has at least one")]
    [InlineData("matrix { model.hidden = [32] }, exclude = [{ model.hidden = 32 }]", "makes no run at all: a batch has at least one")]
    [InlineData("random { ranges { model.hidden = [32] } }", "is given, and batch.random.count is 0: set it to the number of runs to draw")]
    [InlineData("random { count = 3, ranges { model.hidden = 32 } }", "model.hidden wants a list of values, for instance [64, 128], or a range")]
    [InlineData("random { count = 3, ranges { model.hidden = { from = 1 } } }", "model.hidden wants a list of values")]
    [InlineData("random { count = 3, ranges { model.hidden = { from = 2, to = 2 } } }", "model.hidden wants a range whose from is below its to")]
    [InlineData("random { count = 3, ranges { model.hidden = { from = 2, to = 3, scale = exp } } }", "model.hidden wants a scale of linear or log; found exp")]
    [InlineData("random { count = 3, ranges { model.hidden = { from = 2, to = 3, scale = [log] } } }", "model.hidden wants a scale of linear or log; found a list")]
    [InlineData("random { count = 3, ranges { model.dropout = { from = 0, to = 0.5, scale = log } } }", "model.dropout wants a range above 0 for the scale log")]
    [InlineData("random { count = 3, ranges { model.hidden = { from = 1, to = 9, step = 0 } } }", "model.hidden wants a step above 0")]
    [InlineData("random { count = 3, ranges { model.hidden = { from = 1, to = 9, step = x } } }", "model.hidden wants a number for step; found x")]
    [InlineData("random { count = 3, ranges { model.hidden = { from = 1, to = 9, scale = log, step = 2 } } }", "model.hidden wants no step with the scale log")]
    [InlineData("random { count = 3, ranges { model.hidden = { from = 1, to = 9, steps = 2 } } }", "model.hidden has no steps: wants")]
    [InlineData("matrix { model.hidden = [1] }, list = [{ model.hidden = 1 }]", "stands beside actorlstm.batch.matrix, and a batch is made in one of these ways")]
    public void What_makes_no_batch_is_refused_once_with_its_line(string batch, string message) =>
        Loading.Errors($"actorlstm {{\n  batch {{ {batch} }}\n}}").Should().ContainSingle().Which.Should().StartWith("test.conf:2: actorlstm.batch").And.Contain(message);

    [Theory]
    [InlineData("max-concurrent = -1", "actorlstm.batch.max-concurrent wants a whole number from 0 to 1024; found -1")]
    [InlineData("retries = x", "actorlstm.batch.retries wants a whole number from 0 to 1000; found x")]
    [InlineData("on-failure = ignore", "actorlstm.batch.on-failure wants one of continue, stop; found ignore")]
    [InlineData("stopping.rule = best", "actorlstm.batch.stopping.rule wants one of none, halving, asha, median; found best")]
    [InlineData("stopping.factor = 1", "actorlstm.batch.stopping.factor wants a whole number from 2 to 1000; found 1")]
    [InlineData("stopping = halving", "actorlstm.batch.stopping is a section and wants braces")]
    [InlineData("random.count = 100001", "actorlstm.batch.random.count wants a whole number from 0 to 100000")]
    [InlineData("priority = 1001", "actorlstm.batch.priority wants a whole number from -1000 to 1000; found 1001")]
    [InlineData("max-concurent = 2", "actorlstm.batch.max-concurent is not a key; did you mean actorlstm.batch.max-concurrent?")]
    [InlineData("random.training.learning-rate = [1]", "actorlstm.batch.random.training.learning-rate is not a key")]
    public void A_wrong_value_is_refused_once_with_its_line(string batch, string message) =>
        Loading.Errors($"actorlstm {{\n  batch {{ {batch} }}\n}}").Should().ContainSingle().Which.Should().StartWith($"test.conf:2: {message}");

    [Fact]
    public void A_wrong_value_of_a_run_is_refused_once_and_not_once_a_run() =>
        Loading.Errors(
            """
            actorlstm {
              batch.matrix {
                experiment.seed = [1, 2, 3, 4]
                model.hidden = [32, none]
                training.optimizer = [adam, newton]
              }
            }
            """).Should().Equal(
            "test.conf:4: actorlstm.model.hidden wants a whole number from 1 to 8192; found none.",
            "test.conf:5: actorlstm.training.optimizer wants one of rmsprop, adam, sgd; found newton.");

    [Fact]
    public void A_wrong_value_of_the_file_is_refused_once_and_not_once_a_run() =>
        Loading.Errors("actorlstm {\n  model.hidden = none\n  batch.matrix.experiment.seed = [1, 2, 3]\n}").Should().ContainSingle().Which.Should().StartWith("test.conf:2: actorlstm.model.hidden");

    [Fact]
    public void A_reference_to_nothing_is_refused_once() =>
        Loading.Errors("actorlstm {\n  model.hidden = ${NONE}\n  batch.matrix.experiment.seed = [1, 2, 3]\n}").Should().ContainSingle().Which.Should().StartWith("test.conf:2:");

    [Fact]
    public void Settings_of_a_run_that_do_not_go_together_are_refused() =>
        Loading.Errors("actorlstm {\n  training.batch-size = 1000000\n  batch.matrix.windows.maxlen = [10, 101]\n}").Should().ContainSingle().Which.Should().Contain("training.batch-size times windows.maxlen is 101000000");

    [Fact]
    public void A_wrong_value_of_the_environment_or_the_command_line_is_named_after_them()
    {
        var variables = new Dictionary<string, string> { ["ACTORLSTM__BATCH__MATRIX__MODEL__HIDDEN"] = "[1, x]" };
        Loading.Errors("actorlstm {}", variables, "batch.matrix.model.dropout=[2]").Should().BeEquivalentTo(
            "environment variable ACTORLSTM__BATCH__MATRIX__MODEL__HIDDEN: actorlstm.model.hidden wants a whole number from 1 to 8192; found x.",
            "--set batch.matrix.model.dropout=[2]: actorlstm.model.dropout wants a finite number from 0 to below 1; found 2.");
    }

    [Fact]
    public void More_runs_than_a_batch_can_have_are_refused_without_being_made()
    {
        var thousand = string.Join(", ", Enumerable.Range(1, 1000));
        Loading.Errors($"actorlstm.batch.matrix {{ experiment.seed = [{thousand}], model.hidden = [{thousand}], experiment.epochs = [{thousand}], windows.maxlen = [{thousand}] }}")
            .Should().ContainSingle().Which.Should().Contain("makes 1,000,000,000,000 runs, and a batch has at most 100,000");
    }

    [Theory]
    [InlineData("halving", "", "is halving, which compares losses on text that was not trained on: set corpus.validation-fraction, for instance to 0.1")]
    [InlineData("asha", "corpus.validation-fraction = 0.1, checkpoints.every-epochs = 2", "is asha, and a run that stands still for a comparison goes on from a checkpoint of that epoch: set checkpoints.every-epochs to 1")]
    [InlineData("median", "corpus.validation-fraction = 0.1, batch.include = [{ experiment.epochs = 3 }]", "is median, which compares runs after the same epochs: let all have the same experiment.epochs")]
    [InlineData("halving", "corpus.validation-fraction = 0.1, batch.include = [{ corpus.lowercase = false }]", "is halving, and the losses of runs with different settings of corpus cannot be compared: let them have the same")]
    public void A_rule_that_cannot_compare_the_runs_is_refused(string rule, string more, string message) =>
        Loading.Errors($"actorlstm {{ {more}\n batch {{ matrix.model.hidden = [1, 2], stopping.rule = {rule} }} }}").Should().ContainSingle().Which.Should().Be($"test.conf:2: actorlstm.batch.stopping.rule {message}.");

    [Fact]
    public void A_name_leaves_room_for_the_numbers_of_the_runs() =>
        Loading.Errors($"actorlstm {{ experiment.name = {new string('x', 91)}, batch.matrix.model.hidden = [1] }}").Should().ContainSingle().Which.Should().Contain("actorlstm.experiment.name has 91 characters, and that of a batch at most 90");
}
