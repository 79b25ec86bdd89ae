using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clients;
using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;
using Tidemark.Simulation.Stores;
using Tidemark.Stores;

namespace Tidemark.Simulation.Runs;

/// <summary>Ends sessions that browsers have, past the nodes, at moments that the seed says: as an operator does, or a sign-out everywhere.</summary>
internal sealed class Outsider(RunProfile profile, EventQueue events, Crowd crowd, StoreWitness witness, History history, KeyBook keys)
{
    private readonly Random _random = Draws.For(profile.Seed, 9);
    private readonly Dictionary<int, long> _ends = [];

    /// <summary>The sessions that it ended, by their numbers, and when, on the history's count.</summary>
    public IReadOnlyDictionary<int, long> Ends => _ends;

    public void Plan()
    {
        for (var end = 0; end < profile.Ends; end++)
            events.At((profile.Storm * _random.NextDouble()).Ticks, End);
    }

    private void End()
    {
        if (crowd.Browsers[_random.Next(crowd.Browsers.Count)].Cookie is not { } cookie)
            return;
        var (key, began) = (StateKey.From(KeyBook.Application, cookie), history.Tick());
        if (!witness.EndAsync(key, EndReason.Revoked, CancellationToken.None).Result)
            return;

        // Never answered: requests see it when their node has heard of it.
        _ends[keys.NumberOf(cookie)] = began;
        history.Add(new Operation(0, keys.NumberOf(cookie), Effect.End, began));
    }
}
