using System.Text;
using ActorLstm.Host.Configuration;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;

namespace ActorLstm.Host.Imports;

/// <summary>
/// The experiment that an exported file tells of by itself: its tensors have the shape of the network, its metadata the alphabet and the
/// hash of the corpus. Where the program knows no corpus of that hash by name, the user must name it.
/// </summary>
internal static class MetadataConfiguration
{
    /// <summary>The settings that the file tells, for <see cref="ConfigurationLoader"/>.</summary>
    /// <param name="file">The weights.</param>
    /// <param name="namesCorpus">Whether the user names the corpus.</param>
    /// <exception cref="InvalidInputException">It does not tell enough.</exception>
    public static ConfigurationSources Of(WeightsFile file, bool namesCorpus)
    {
        if (file.Alphabet is not { } alphabet)
        {
            throw new InvalidInputException(
                $"{file.Path} does not say which alphabet its weights are for, as an export in safetensors does. Give --config FILE.conf, the experiment that they belong to.");
        }

        var known = file.CorpusSha256 is { } sha256 ? Known(sha256) : null;
        if (known is null && !namesCorpus)
        {
            throw new InvalidInputException(
                $"{file.Path} was trained on a text with the sha256 {file.CorpusSha256 ?? "unknown"}, which the program knows by no name. Give --set corpus.source=FILE, or --config FILE.conf, the experiment that it belongs to.");
        }

        var isLowercase = !alphabet.Characters.Any(Rune.IsUpper);
        return new ConfigurationSources(
            $$"""
            actorlstm {
              corpus { {{(known is null ? "" : $"source = {known}, ")}}lowercase = {{(isLowercase ? "true" : "false")}} }
              model { layers = {{file.Layers}}, hidden = {{file.Hidden}} }
            }
            """,
            $"the metadata of {file.Path}")
        {
            DefaultName = Path.GetFileNameWithoutExtension(file.Path),
        };
    }

    private static string? Known(string sha256) =>
        KnownCorpus.All.FirstOrDefault(corpus => corpus.Sha256 == sha256)?.Name
        ?? (EmbeddedText.Read().Sha256 == sha256 ? KnownCorpus.Sample : null);
}
