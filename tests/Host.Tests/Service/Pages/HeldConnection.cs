using Microsoft.Playwright;

namespace ActorLstm.Host.Tests.Service.Pages;

/// <summary>How far a page has come on its way to the service when it is held up.</summary>
public enum ConnectionStage
{
    /// <summary>The script that connects it has not arrived.</summary>
    Script,

    /// <summary>The service has not answered the first request of the script.</summary>
    Negotiation,

    /// <summary>The service knows the page, and nothing that it says has arrived.</summary>
    Silence,

    /// <summary>The page is connected.</summary>
    Connected,
}

/// <summary>Holds up the pages of a window on their way to the service until they are let go.</summary>
internal sealed class HeldConnection
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConnectionStage stage;

    private HeldConnection(ConnectionStage stage) => this.stage = stage;

    /// <summary>Ends when the page has come as far as it may.</summary>
    public Task Reached => reached.Task;

    /// <summary>Holds up what a page loads from now on.</summary>
    public static async Task<HeldConnection> AtAsync(IPage page, ConnectionStage stage)
    {
        var held = new HeldConnection(stage);
        await page.RouteAsync("**/blazor.web.js", route => held.PassAsync(route, ConnectionStage.Script));
        await page.RouteAsync("**/_blazor/negotiate*", route => held.PassAsync(route, ConnectionStage.Negotiation));
        await page.RouteWebSocketAsync("**/_blazor*", held.Connect);
        return held;
    }

    /// <summary>Lets them go.</summary>
    public void Release() => released.TrySetResult();

    private async Task PassAsync(IRoute route, ConnectionStage at)
    {
        if (at == stage)
        {
            reached.TrySetResult();
            await released.Task;
        }

        await route.ContinueAsync();
    }

    // The answer to the greeting must pass: the page says who it is after that.
    private void Connect(IWebSocketRoute socket)
    {
        var server = socket.ConnectToServer();
        var (heard, last) = (0, Task.CompletedTask);
        server.OnMessage(frame => last = ForwardAsync(last, frame, ++heard));

        async Task ForwardAsync(Task before, IWebSocketFrame frame, int number)
        {
            await before;
            if (stage == ConnectionStage.Silence && number > 1)
            {
                reached.TrySetResult();
                await released.Task;
            }

            socket.Send(frame.Binary!);
        }
    }
}
