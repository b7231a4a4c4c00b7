using System.Globalization;
using System.Text;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>What was counted while runs were killed and resumed again and again.</summary>
internal sealed class KillFigures
{
    private readonly SortedDictionary<string, int> kills = new(StringComparer.Ordinal);

    /// <summary>Kills.</summary>
    public int Kills => kills.Values.Sum();

    /// <summary>Kills that left a checkpoint half-written.</summary>
    public int InCheckpointWrite { get; set; }

    /// <summary>Kills that left a transaction of the journal half-written.</summary>
    public int InJournalWrite { get; set; }

    /// <summary>Kills that left a checkpoint that no event names yet: the journal was about to be written, or being written.</summary>
    public int BeforeItsEvent { get; set; }

    /// <summary>Kills inside the write of a checkpoint or of the journal; each counts once.</summary>
    public int InsideAWrite { get; set; }

    /// <summary>Kills before the run had recorded anything, so that there was nothing to resume.</summary>
    public int BeforeTheFirstEvent { get; set; }

    /// <summary>Kills after the run had recorded its end.</summary>
    public int AfterTheLastEvent { get; set; }

    /// <summary>Runs that were resumed.</summary>
    public int Resumed { get; set; }

    /// <summary>Runs that came to their end.</summary>
    public int Completed { get; set; }

    /// <summary>Events that were recorded, or told to the user, and were gone after a kill.</summary>
    public int Lost { get; set; }

    /// <summary>Lines that a finished run has more than once.</summary>
    public int Duplicates { get; set; }

    /// <summary>Counts a kill.</summary>
    public void Count(string moment) => kills[moment] = kills.GetValueOrDefault(moment) + 1;

    /// <summary>All of them, for people.</summary>
    /// <param name="elapsed">The time that they took.</param>
    public string Report(TimeSpan elapsed)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"kills                              {Kills,6}   ({Kills / elapsed.TotalMinutes:F1} a minute)");
        foreach (var (moment, count) in kills)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  aimed at {moment,-24}{count,6}");
        }

        foreach (var (what, count) in new[]
        {
            ("inside a write", InsideAWrite),
            ("  checkpoint half-written", InCheckpointWrite),
            ("  checkpoint without its event", BeforeItsEvent),
            ("  journal half-written", InJournalWrite),
            ("before the first event", BeforeTheFirstEvent),
            ("after the last event", AfterTheLastEvent),
            ("resumed", Resumed),
            ("completed", Completed),
            ("lost", Lost),
            ("duplicates", Duplicates),
        })
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{what,-35}{count,6}");
        }

        return text.ToString();
    }
}
