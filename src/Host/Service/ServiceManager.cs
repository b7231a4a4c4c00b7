using Microsoft.Extensions.Hosting.Systemd;

namespace ActorLstm.Host.Service;

/// <summary>Tells systemd how a process of <c>Type=notify</c> stands; nothing where something else started the process.</summary>
internal static class ServiceManager
{
    private static readonly SystemdNotifier Notifier = new();

    /// <summary>The process has started, and waits: systemd need not wait for it as well.</summary>
    /// <param name="state">What it waits for, a line.</param>
    public static void Waits(string state) => Notifier.Notify(new ServiceState($"READY=1\nSTATUS={state}"));

    /// <summary>The process waits no more.</summary>
    public static void IsDoneWaiting() => Notifier.Notify(new ServiceState("STATUS="));
}
