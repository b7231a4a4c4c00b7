using ActorLstm.Model;

namespace ActorLstm.Host.Exports;

/// <summary>What a run can be exported as.</summary>
public enum ExportFormat
{
    /// <summary>Losses, rates and texts for TensorBoard: a folder with an event file.</summary>
    Tensorboard,

    /// <summary>The weights of a checkpoint as a PyTorch state dict, a <c>.pt</c> file.</summary>
    Pytorch,

    /// <summary>The weights of a checkpoint as they are stored, with their metadata.</summary>
    Safetensors,

    /// <summary>A folder with <c>metrics.parquet</c> and <c>samples.parquet</c>.</summary>
    Parquet,

    /// <summary>A folder with <c>metrics.csv</c> and <c>samples.csv</c>.</summary>
    Csv,

    /// <summary>What a checkpoint says of the character after a text, to compare another program with.</summary>
    Logits,
}

/// <summary>The words for the formats, and what they have in common.</summary>
internal static class ExportFormats
{
    /// <summary>How a format is typed.</summary>
    public static string Word(this ExportFormat format) => format.ToString().ToLowerInvariant();

    /// <summary>Whether it is made from one checkpoint; the others are made from every epoch.</summary>
    public static bool IsOfCheckpoint(this ExportFormat format) => format is ExportFormat.Pytorch or ExportFormat.Safetensors or ExportFormat.Logits;

    /// <summary>The format of this word.</summary>
    /// <exception cref="InvalidInputException">There is none; the message names those there are.</exception>
    public static ExportFormat Read(string word)
    {
        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            if (format.Word() == word)
            {
                return format;
            }
        }

        throw new InvalidInputException($"--format {word}: wants one of {string.Join(", ", Enum.GetValues<ExportFormat>().Select(Word))}.");
    }
}
