using System.Security.Cryptography;
using System.Text;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Networks;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Checkpoints;

public sealed class DamagedCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CheckpointStore store;
    private readonly CheckpointRef reference;

    public DamagedCheckpointTests()
    {
        store = new CheckpointStore(folder.Path);
        reference = store.Save(SmallCheckpoint.Of(3));
    }

    private string Folder => store.PathOf(reference);

    public static TheoryData<string> Files => ["checkpoint.json", "model.safetensors", "optimizer.safetensors"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_flipped_bit_is_refused_by_the_file_s_name(string name)
    {
        var content = File.ReadAllBytes(Path.Combine(Folder, name));
        Gen.Select(Gen.Int[0, content.Length - 1], Gen.Int[0, 7]).Sample((place, bit) =>
        {
            var damaged = content.ToArray();
            damaged[place] ^= (byte)(1 << bit);
            Refused(name, damaged);
        }, iter: 50, threads: 1);
    }

    [Fact]
    public void The_file_of_the_weights_is_given_out_whole_or_not_at_all()
    {
        var path = Path.Combine(Folder, "model.safetensors");
        var content = File.ReadAllBytes(path);
        store.LoadWeightsFile(reference).Should().Equal(content);
        content[^1] ^= 1;
        File.WriteAllBytes(path, content);
        FluentActions.Invoking(() => store.LoadWeightsFile(reference)).Should().Throw<CheckpointUnusableException>().WithMessage("*model.safetensors*sha256*");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_cut_off_is_refused_by_its_name(string name)
    {
        var content = File.ReadAllBytes(Path.Combine(Folder, name));
        foreach (var length in new[] { 0, 1, 8, content.Length / 2, content.Length - 1 })
        {
            Refused(name, content[..length]);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_missing_file_is_refused_by_its_name(string name)
    {
        File.Delete(Path.Combine(Folder, name));
        Refusal().Should().Contain(name).And.Contain("missing").And.Contain(Folder);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Saving_it_again_mends_a_damaged_checkpoint(string name)
    {
        File.WriteAllBytes(Path.Combine(Folder, name), [1, 2, 3]);
        store.Save(SmallCheckpoint.Of(3)).Should().Be(reference);
        store.Load(reference).Manifest.Epoch.Should().Be(3);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Saving_it_again_mends_an_incomplete_checkpoint(string name)
    {
        File.Delete(Path.Combine(Folder, name));
        store.Save(SmallCheckpoint.Of(3)).Should().Be(reference);
        store.Load(reference).Manifest.Epoch.Should().Be(3);
    }

    [Fact]
    public void An_interrupted_write_does_not_disturb_the_next()
    {
        Directory.Move(Folder, Folder + ".partial");
        File.WriteAllBytes(Path.Combine(Folder + ".partial", "model.safetensors"), [1, 2, 3]);
        store.Save(SmallCheckpoint.Of(3)).Should().Be(reference);
        store.Load(reference).Manifest.Epoch.Should().Be(3);
    }

    [Fact]
    public void A_newer_format_is_refused_as_such()
    {
        Refusal(Rewritten("\"format\": 1", "\"format\": 2")).Should().Contain("has format 2").And.Contain("reads format 1");
        Refusal(Rewritten("\"format\": 1", "\"format\": 2, \"sharded\": true")).Should().Contain("has format 2");
    }

    [Fact]
    public void A_newer_format_is_recognised_even_where_the_rest_is_strange()
    {
        Refusal(Rewritten("\"format\": 1,", "\"format\": 2, \"windows\": 7, \"corpus\": null,", onlyHead: true)).Should().Contain("has format 2");
    }

    [Theory]
    [InlineData("\"epoch\": 3", "\"epoch\": \"three\"")]
    [InlineData("\"epoch\": 3,", "")]
    [InlineData("\"kind\": \"adam\"", "\"kind\": \"lion\"")]
    [InlineData("\"sha256\": \"0000", "\"sha255\": \"0000")]
    [InlineData("\"seed_text\": \"ab", "\"seed_text\": null, \"x\": \"ab")]
    [InlineData("\"files\": {", "\"files\": null, \"other\": {")]
    public void A_manifest_that_does_not_fit_is_refused_by_its_name(string text, string other) =>
        Refusal(Rewritten(text, other)).Should().Contain("checkpoint.json").And.Contain("damaged");

    [Fact]
    public void A_manifest_that_forgets_a_file_is_refused() =>
        Refusal(Rewritten("\"optimizer.safetensors\":", "\"other.safetensors\":")).Should().Contain("incomplete").And.Contain("optimizer.safetensors");

    [Theory]
    [Trait("Case", "T3")]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_no_number_is_refused_by_checkpoint_and_tensor(float value)
    {
        var checkpoint = SmallCheckpoint.Of(4);
        checkpoint.Weights.Single(weight => weight.Name == "lstm.weight_hh_l1").Values[5] = value;
        var saved = store.Save(checkpoint);
        Refusal(saved).Should().Contain(store.PathOf(saved)).And.Contain("model.safetensors").And.Contain($"lstm.weight_hh_l1 holds {value} at place 5");
    }

    [Fact]
    [Trait("Case", "T3")]
    public void So_is_a_number_of_the_optimizer()
    {
        var checkpoint = SmallCheckpoint.Of(4);
        checkpoint.OptimizerState.Single(tensor => tensor.Name == "head.bias.mean_square").Values[0] = float.NaN;
        var saved = store.Save(checkpoint);
        Refusal(saved).Should().Contain(store.PathOf(saved)).And.Contain("optimizer.safetensors").And.Contain("head.bias.mean_square holds NaN at place 0");
    }

    [Fact]
    public void Weights_of_another_network_than_the_manifest_s_are_refused_when_texts_grow_from_them()
    {
        var checkpoint = SmallCheckpoint.Of(4);
        var other = store.Load(store.Save(checkpoint with { Weights = [.. checkpoint.Weights.Where(weight => weight.Name != WeightNames.HeadBias)] }));
        var freeze = () => other.Freeze();
        freeze.Should().Throw<InvalidInputException>().WithMessage("*head.bias is missing*");
    }

    private void Refused(string name, byte[] content)
    {
        File.WriteAllBytes(Path.Combine(Folder, name), content);
        Refusal().Should().Contain(name).And.Contain("damaged").And.Contain(Folder);
    }

    private string Refusal(CheckpointRef? of = null)
    {
        var load = () => store.Load(of ?? reference);
        return load.Should().Throw<InvalidInputException>().Which.Message;
    }

    // The checkpoint with another manifest, under the name that its hash gives it.
    private CheckpointRef Rewritten(string text, string other, bool onlyHead = false)
    {
        var manifest = File.ReadAllText(Path.Combine(Folder, "checkpoint.json"));
        manifest.Should().Contain(text);
        manifest = manifest.Replace(text, other, StringComparison.Ordinal);
        var content = Encoding.UTF8.GetBytes(onlyHead ? manifest[..(manifest.IndexOf(other, StringComparison.Ordinal) + other.Length)].TrimEnd(',') + "}" : manifest);
        var rewritten = reference with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) };
        folder.Write(Path.Combine(rewritten.FolderName, "checkpoint.json"), content);
        foreach (var file in new[] { "model.safetensors", "optimizer.safetensors" })
        {
            File.Copy(Path.Combine(Folder, file), Path.Combine(store.PathOf(rewritten), file));
        }

        return rewritten;
    }
}
