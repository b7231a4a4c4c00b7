namespace ActorLstm.Host.Runs.Names;

/// <summary>The runs of a folder, or its batches, by what a user can call them.</summary>
internal interface INames
{
    /// <summary>Whether these are batches.</summary>
    bool AreBatches { get; }

    /// <summary>The folder of the one that is named by its folder or its whole id, found without a look at the others; null where there is none.</summary>
    string? At(string text);

    /// <summary>All ids, the newest first.</summary>
    IReadOnlyList<string> Ids();

    /// <summary>All of them with their names, the newest first. They are read only as far as they are asked for.</summary>
    IEnumerable<NamedFolder> All();

    /// <summary>The folder of an id.</summary>
    string FolderOf(string id);

    /// <summary>What a user is told of one, to tell it from another.</summary>
    NameMatch Describe(string folder);
}

/// <summary>A run or a batch, and what it is called.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; null where nothing tells it.</param>
internal sealed record NamedFolder(string Folder, string Id, string? Name);
