using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Host.Exports;

/// <summary>What a checkpoint says of the character after a text.</summary>
/// <param name="Epoch">The checkpoint's epoch.</param>
/// <param name="Checkpoint">Its hash.</param>
/// <param name="Text">The text as the network read it, from its first character on, however long it is.</param>
/// <param name="Alphabet">The characters, one after the other, in the order of the logits.</param>
/// <param name="Logits">A number for each character; the softmax of them are the probabilities at temperature 1.</param>
internal sealed record NextCharacter(int Epoch, string Checkpoint, string Text, string Alphabet, float[] Logits)
{
    /// <summary>Lets a checkpoint read a text.</summary>
    /// <exception cref="InvalidInputException">It holds a character that the alphabet lacks, or none.</exception>
    public static NextCharacter After(string text, Checkpoint checkpoint, CheckpointRef reference)
    {
        var manifest = checkpoint.Manifest;
        var alphabet = manifest.Alphabet;
        var read = Normalized(text, manifest);
        var context = new CarryContext(checkpoint.Freeze(), texts: 1);
        foreach (var character in alphabet.Encode(read))
        {
            context.Read([character]);
        }

        var logits = new float[alphabet.Count];
        context.Logits(logits);
        return new NextCharacter(reference.Epoch, reference.Sha256, read, manifest.Vocabulary, logits);
    }

    private static string Normalized(string text, CheckpointManifest manifest)
    {
        try
        {
            return SeedText.Normalize(text, manifest.Corpus.Reading with { UnknownCharacters = UnknownCharacterPolicy.Error }, manifest.Alphabet);
        }
        catch (InvalidInputException fault) when (text.Length > 0)
        {
            // The advice is for the settings of a run.
            throw new InvalidInputException($"--text: {fault.Message.Replace(", or set corpus.unknown-characters to skip or replace", "", StringComparison.Ordinal)}", fault);
        }
        catch (InvalidInputException fault)
        {
            throw new InvalidInputException("--text is empty. Give at least one character of the alphabet.", fault);
        }
    }
}
