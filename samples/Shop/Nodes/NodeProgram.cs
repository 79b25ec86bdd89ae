namespace Shop.Nodes;

/// <summary>The life of an app-server process: it says where it listens, and ends when its parent closes its standard input.</summary>
public static class NodeProgram
{
    public const string Ready = "ready ";

    public static async Task<int> RunAsync(NodeSeat seat)
    {
        await using var app = NodeServer.Build(seat);
        await app.StartAsync();
        Console.Out.WriteLine(Ready + app.Urls.Single());

        // A parent that dies, however it dies, closes the pipe: no app server outlives it.
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }
}
