using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Telemetry;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Telemetry;

public sealed class RunTelemetryTests : RunKit
{
    [Fact]
    public async Task A_run_has_a_span_and_one_below_it_for_each_epoch_and_each_text()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen("spanned", spans.Enqueue);
        var (_, notices) = Begin(new FakeTools(), id: "spanned");

        await notices.Closed();

        var run = spans.Should().ContainSingle(span => span.OperationName == "run").Which;
        run.Parent.Should().BeNull();
        run.GetTagItem("actorlstm.run.status").Should().Be("completed");
        var parts = spans.Where(span => span != run).ToList();
        parts.Should().AllSatisfy(part => (part.TraceId, part.ParentSpanId).Should().Be((run.TraceId, run.SpanId)));
        parts.Where(part => part.OperationName == "epoch").Select(part => part.GetTagItem("actorlstm.epoch")).Should().BeEquivalentTo([1, 2, 3]);
        parts.Count(part => part.OperationName == "sample").Should().Be(12);
    }

    [Fact]
    public void The_span_of_an_epoch_ends_when_it_was_recorded_and_is_as_long_as_its_training()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen("timed", spans.Enqueue);
        var at = Clock.GetUtcNow();

        new RunTelemetry("timed").Note(new EpochTrained(1, 2.5, 90, 10, 0.01, null, null, at), RunState.Initial);

        var span = spans.Should().ContainSingle().Which;
        (span.StartTimeUtc, span.Duration).Should().Be((at.UtcDateTime.AddSeconds(-90), TimeSpan.FromSeconds(90)));
        Activity.Current.Should().BeNull("the thread belongs to other actors as well");
    }

    [Fact]
    public void Everything_that_happens_is_counted_once()
    {
        var at = Clock.GetUtcNow();
        var telemetry = new RunTelemetry("counted");
        IRunEvent[] events =
        [
            new TrainerReplaced("it threw", 1, at), new SamplerReplaced(new SampleKey(1, 0.5, 0), "it threw", 1, at), new ProgressSaved(new CheckpointRef("ab", 1000, 1, 5), at),
            new EpochTrained(1, 2.5, 90, 10, 0.01, new CheckpointRef("cd", 234, 1), "seed", at), new RunEnded(RunStatus.Failed, "no more", at),
        ];

        var counts = Count(() =>
        {
            foreach (var happened in events)
            {
                telemetry.Note(happened, RunState.Initial);
            }

            RunTelemetry.NoteJournalFailure();
        });

        counts.Should().BeEquivalentTo(new Dictionary<string, long>
        {
            ["actorlstm.trainer.replacements"] = 1, ["actorlstm.sampler.replacements"] = 1, ["actorlstm.checkpoint.written"] = 1234,
            ["actorlstm.epochs"] = 1, ["actorlstm.runs.ended failed"] = 1, ["actorlstm.journal.failures"] = 1,
        });
    }

    [Theory]
    [InlineData(0, 0, 0, 16)] // Where a process goes on in the middle of an epoch.
    [InlineData(3, 4, 64, 96)]
    [InlineData(3, 10, 160, 0)]
    [InlineData(2, 20, 320, 160)]
    [InlineData(3, 11, 176, 16)] // A trainer that took the place of another.
    [InlineData(7, 4, 64, 16)]
    public void The_windows_of_a_slice_are_those_that_were_trained_since_the_one_before(int epoch, int batch, long sequences, long expected)
    {
        var before = epoch == 0 ? null : new SliceProgress(epoch, batch, 20, sequences, 2.5, 1, 0.01, 2.5);

        RunTelemetry.SequencesOf(new SliceProgress(3, 10, 20, 160, 2.5, 1, 0.01, 2.5), before).Should().Be(expected);
    }

    [Fact]
    public async Task Whoever_listens_and_throws_keeps_no_run_from_its_end()
    {
        var undisturbed = await Undisturbed(new FakeTools());
        var heard = 0;
        using var listener = Listen("disturbed", _ => Fail());
        using var meters = new MeterListener { InstrumentPublished = (instrument, listens) => listens.EnableMeasurementEvents(instrument) };
        meters.SetMeasurementEventCallback<double>((_, _, _, _) => Fail());
        meters.Start();

        var (_, notices) = Begin(new FakeTools(), id: "disturbed");

        (await notices.Closed()).ShouldEqual(undisturbed);
        heard.Should().BePositive();

        void Fail()
        {
            Interlocked.Increment(ref heard);
            throw new InvalidOperationException("The collector is gone.");
        }
    }

    // Other tests count as well, on other threads.
    private static Dictionary<string, long> Count(Action act)
    {
        var counts = new Dictionary<string, long>();
        var thread = Environment.CurrentManagedThreadId;
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listens) =>
            {
                if (instrument.Meter.Name == Instruments.Name)
                {
                    listens.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                var name = tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
                counts[name] = counts.GetValueOrDefault(name) + count;
            }
        });
        meters.Start();
        act();
        return counts;
    }

    private static ActivityListener Listen(string run, Action<Activity> stopped)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Instruments.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.GetTagItem("actorlstm.run.id") as string == run)
                {
                    stopped(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
