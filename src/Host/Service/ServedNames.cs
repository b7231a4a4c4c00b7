using ActorLstm.Host.Runs.Names;

namespace ActorLstm.Host.Service;

/// <summary>Says which run or batch of the service a user means. May be used by several threads.</summary>
/// <param name="place">What the runs work with.</param>
internal sealed class ServedNames(ServicePlace place)
{
    /// <summary>Of which names are looked for.</summary>
    public enum Among
    {
        /// <summary>The runs.</summary>
        Runs,

        /// <summary>The batches.</summary>
        Batches,

        /// <summary>Both.</summary>
        All,
    }

    /// <summary>See <see cref="NameResolver.Find"/>. What the catalog does not know yet is looked for once more.</summary>
    /// <exception cref="RunUnknownException">No id or name matches, or several ids begin so.</exception>
    public FoundName Find(string text, Among among)
    {
        RequireName(text);
        try
        {
            var found = Resolver(among).Find(text);
            if (Directory.Exists(found.Folder))
            {
                return found;
            }
        }
        catch (RunUnknownException)
        {
            // Another process may have made or removed one a moment ago.
        }

        LookAgain();
        return Resolver(among).Find(text);
    }

    /// <summary>See <see cref="NameResolver.FindOnly"/>.</summary>
    /// <exception cref="RunUnknownException">No id or name matches.</exception>
    /// <exception cref="AmbiguousNameException">Several match.</exception>
    public FoundName FindOnly(string text, Among among)
    {
        RequireName(text);
        LookAgain();
        return Resolver(among).FindOnly(text);
    }

    private NameResolver Resolver(Among among)
    {
        var batches = CatalogNames.Of(place.Batches, place.BatchStore.FolderOf);
        var runs = CatalogNames.Of(place.Catalog, place.Runs.FolderOf);
        return new NameResolver(place: null, among switch { Among.Runs => [runs], Among.Batches => [batches], _ => [batches, runs] });
    }

    private void LookAgain()
    {
        place.Catalog.Look();
        place.Batches.Look();
    }

    // Clients of the service may not name folders of the machine.
    private static void RequireName(string text)
    {
        if (text.AsSpan().ContainsAny('/', '\\', '\0') || text is "" or "." or "..")
        {
            throw new RunUnknownException("A run or a batch is named by its id, the beginning of its id, or its name.");
        }
    }
}
