using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Telemetry;
using ActorLstm.Actors.Tests.Support;
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
        foreach (var epoch in notices.Events.OfType<EpochTrained>())
        {
            var span = parts.Single(part => part.OperationName == "epoch" && (int)part.GetTagItem("actorlstm.epoch")! == epoch.Epoch);
            span.Duration.Should().Be(TimeSpan.FromSeconds(epoch.Seconds));
            (span.StartTimeUtc + span.Duration).Should().Be(epoch.At.UtcDateTime);
        }
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
