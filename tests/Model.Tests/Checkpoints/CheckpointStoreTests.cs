using ActorLstm.Model.Checkpoints;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CheckpointStore store;

    public CheckpointStoreTests() => store = new CheckpointStore(folder["checkpoints"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_checkpoint_comes_back_as_it_was_saved()
    {
        var saved = SmallCheckpoint.Of(3);
        var loaded = store.Load(store.Save(saved));
        loaded.Weights.Should().BeEquivalentTo(saved.Weights, rule => rule.WithStrictOrdering());
        loaded.OptimizerState.Should().BeEquivalentTo(saved.OptimizerState, rule => rule.WithStrictOrdering());
        loaded.Manifest.Should().BeEquivalentTo(saved.Manifest, rule => rule.Excluding(manifest => manifest.Files));
        loaded.Manifest.Files.Keys.Should().Equal("model.safetensors", "optimizer.safetensors");
        loaded.Freeze().Characters.Should().Be(7);
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_copied_byte_for_byte()
    {
        var other = new CheckpointStore(folder["other"]);
        var saved = other.Save(SmallCheckpoint.Of(3));
        var (reference, manifest) = store.Take(saved with { Length = 0 }, other);
        reference.Should().Be(saved);
        manifest.Epoch.Should().Be(3);
        foreach (var file in Directory.GetFiles(other.PathOf(saved)))
        {
            File.ReadAllBytes(Path.Combine(store.PathOf(reference), Path.GetFileName(file))).Should().Equal(File.ReadAllBytes(file));
        }

        store.Take(saved, other).Reference.Should().Be(saved, "one that is there whole is left as it is");
    }

    [Theory]
    [InlineData("checkpoint.json")]
    [InlineData("model.safetensors")]
    [InlineData("optimizer.safetensors")]
    public void A_damaged_checkpoint_of_another_run_is_not_copied(string file)
    {
        var other = new CheckpointStore(folder["other"]);
        var saved = other.Save(SmallCheckpoint.Of(3));
        var content = File.ReadAllBytes(Path.Combine(other.PathOf(saved), file));
        content[^2] ^= 1;
        File.WriteAllBytes(Path.Combine(other.PathOf(saved), file), content);
        FluentActions.Invoking(() => store.Take(saved, other)).Should().Throw<CheckpointUnusableException>().WithMessage($"*{file}*");
        Directory.Exists(folder["checkpoints"]).Should().BeFalse();
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_loss_that_is_no_number_comes_back_as_well(double loss) =>
        store.Load(store.Save(SmallCheckpoint.Of(1, loss: loss))).Manifest.Loss.Should().Be(loss);

    [Fact]
    public void An_optimizer_without_a_state_comes_back_as_well() =>
        store.Load(store.Save(SmallCheckpoint.Of(1) with { OptimizerState = [] })).OptimizerState.Should().BeEmpty();

    [Fact]
    public void Its_reference_names_its_hash_its_length_and_its_epoch()
    {
        var reference = store.Save(SmallCheckpoint.Of(12));
        reference.Epoch.Should().Be(12);
        reference.Sha256.Should().MatchRegex("^[0-9a-f]{64}$");
        reference.FolderName.Should().Be($"epoch-0012-{reference.Sha256[..16]}");
        store.PathOf(reference).Should().Be(folder["checkpoints", reference.FolderName]);
        Directory.GetFiles(store.PathOf(reference)).Sum(file => new FileInfo(file).Length).Should().Be(reference.Length);
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [Trait("Case", "T13")]
    public void The_same_content_is_the_same_bytes_wherever_it_is_written(string culture)
    {
        var first = store.Save(SmallCheckpoint.Of(3));
        using var _ = new Culture(culture);
        var elsewhere = new CheckpointStore(folder["elsewhere"]);
        var second = elsewhere.Save(SmallCheckpoint.Of(3));
        second.Should().Be(first);
        foreach (var file in Directory.GetFiles(store.PathOf(first)))
        {
            File.ReadAllBytes(Path.Combine(elsewhere.PathOf(second), Path.GetFileName(file))).Should().Equal(File.ReadAllBytes(file));
        }
    }

    [Fact]
    public void Another_content_is_another_checkpoint()
    {
        var references = new[] { SmallCheckpoint.Of(3), SmallCheckpoint.Of(3, seed: 2), SmallCheckpoint.Of(3, loss: 2.25), SmallCheckpoint.Of(4) }.Select(store.Save).ToList();
        references.Select(reference => reference.Sha256).Should().OnlyHaveUniqueItems();
        references.Should().AllSatisfy(reference => store.Load(reference).Manifest.Epoch.Should().Be(reference.Epoch));
    }

    [Fact]
    public void Saving_the_same_again_changes_no_file()
    {
        var reference = store.Save(SmallCheckpoint.Of(3));
        var file = Path.Combine(store.PathOf(reference), "model.safetensors");
        var written = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, written);
        store.Save(SmallCheckpoint.Of(3)).Should().Be(reference);
        File.GetLastWriteTimeUtc(file).Should().Be(written);
    }

    [Fact]
    public void Sweeping_removes_all_that_is_not_known_and_nothing_else()
    {
        var (kept, unrecorded) = (store.Save(SmallCheckpoint.Of(1)), store.Save(SmallCheckpoint.Of(2)));
        Directory.CreateDirectory(store.PathOf(kept) + ".x1y2z3.partial");
        store.Sweep([kept]).Should().BeEquivalentTo([store.PathOf(unrecorded), store.PathOf(kept) + ".x1y2z3.partial"]);
        store.Sweep([kept]).Should().BeEmpty();
        store.Load(kept).Manifest.Epoch.Should().Be(1);
        new CheckpointStore(folder["nowhere"]).Sweep([kept]).Should().BeEmpty();
    }

    [Fact]
    public void Removing_frees_its_bytes_and_is_no_error_the_second_time()
    {
        var (kept, removed) = (store.Save(SmallCheckpoint.Of(1)), store.Save(SmallCheckpoint.Of(2)));
        store.Remove(removed).Should().Be(removed.Length);
        store.Remove(removed).Should().Be(0);
        Directory.Exists(store.PathOf(removed)).Should().BeFalse();
        store.Load(kept).Manifest.Epoch.Should().Be(1);
        new CheckpointStore(folder["nowhere"]).Remove(removed).Should().Be(0);
    }

    [Fact]
    public void A_removed_checkpoint_is_refused_as_gone()
    {
        var reference = store.Save(SmallCheckpoint.Of(5));
        store.Remove(reference);
        var load = () => store.Load(reference);
        load.Should().Throw<InvalidInputException>().WithMessage($"*epoch 5 is gone*{store.PathOf(reference)}*");
    }
}
