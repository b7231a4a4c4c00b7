using System.Security.Cryptography;
using System.Text;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model.Corpora;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>What makes two runs the same run: everything that their results depend on.</summary>
internal static class RunIdentity
{
    /// <summary>The hash of a configuration, as it was asked for and not as this machine resolves it.</summary>
    /// <param name="configuration">The configuration. Its name, where its events are kept and how failures are met count for nothing.</param>
    /// <param name="corpus">The text that it was found to train on.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Of(RunConfiguration configuration, Corpus corpus)
    {
        var experiment = configuration.Experiment;
        var counting = configuration with
        {
            Experiment = experiment with
            {
                Name = "",
                Corpus = experiment.Corpus with { Source = "", Sha256 = corpus.File.Sha256, Fallback = CorpusFallback.None },
            },
            Supervision = new SupervisionOptions(),
            Persistence = new PersistenceOptions(),
            Akka = "",
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ResolvedConfiguration.Write(counting))));
    }
}
