using ActorLstm.Tests.Support;

namespace ActorLstm.Host.Tests.Support;

/// <summary>Outputs that cannot be written: a full disk (<c>&gt;/dev/full</c>), a closed one (<c>&gt;&amp;-</c>), a pipe that nobody reads (<c>&gt;&amp;5</c>).</summary>
internal static class LostOutput
{
    /// <summary>A command that runs another with an output of this kind.</summary>
    /// <param name="folder">A place for the pipe.</param>
    /// <param name="redirection">The output, as the shell has it.</param>
    public static string[] Around(TemporaryFolder folder, string redirection)
    {
        // The pipe is opened by two, of whom the one that could read it leaves.
        var pipe = folder[$"pipe-{Guid.CreateVersion7():N}"];
        return ["/bin/sh", "-c", $"mkfifo '{pipe}' && exec 4<>'{pipe}' && exec 5>'{pipe}' && exec 4<&- && exec \"$@\" {redirection}", "sh"];
    }
}
