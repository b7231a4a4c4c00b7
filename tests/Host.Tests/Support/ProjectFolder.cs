namespace ActorLstm.Host.Tests.Support;

/// <summary>The folder of the project: the tests run from an output folder below it.</summary>
internal static class ProjectFolder
{
    private static readonly string Root = Find();

    /// <summary>The path of something in it.</summary>
    public static string PathOf(params ReadOnlySpan<string> names) => Path.Combine([Root, .. names]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ActorLstm.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests are not in a folder of the project.");
    }
}
