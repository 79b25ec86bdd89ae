namespace Shop.Shoppers;

/// <summary>The app servers that one browser goes to, by their places.</summary>
internal sealed class ServerWalk(ServerChoice choice, int servers, int start, Random random)
{
    private int _at = start % servers;

    public ServerChoice Choice => choice;

    /// <summary>How many it goes to while all of them answer.</summary>
    public int Servers => choice == ServerChoice.Sticky ? 1 : servers;

    /// <summary>Another walk from here.</summary>
    public ServerWalk Copy() => new(choice, servers, _at, random);

    public int Next() => _at = choice switch
    {
        ServerChoice.Sticky => _at,
        ServerChoice.RoundRobin => (_at + 1) % servers,
        _ => (_at + random.Next(1, servers)) % servers,
    };

    /// <summary>Does not stay at a server that does not answer. Several requests may find that out at once.</summary>
    public void Unanswered(int server)
    {
        if (choice == ServerChoice.Sticky)
            Interlocked.CompareExchange(ref _at, (server + 1) % servers, server);
    }
}
