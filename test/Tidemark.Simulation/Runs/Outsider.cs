using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clients;
using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;
using Tidemark.Stores;

namespace Tidemark.Simulation.Runs;

/// <summary>Ends sessions that browsers have, past the nodes, at moments that the seed says: as an operator does, or a sign-out everywhere.</summary>
internal sealed class Outsider(RunProfile profile, EventQueue events, Crowd crowd, Func<StateKey, bool> end, History history, KeyBook keys)
{
    private readonly Random _random = Draws.For(profile.Seed, 9);

    // By the sessions' numbers: when, on the history's count.
    private readonly Dictionary<int, long> _ends = [];

    /// <summary>
    /// Whether a step need not fit: until the holder has heard that a session was ended, requests there go on with what it was; only commits fail.
    /// </summary>
    public bool MayBeStale(Operation step) =>
        step is { Effect: Effect.Change, SurelyChanges: false } && _ends.TryGetValue(step.Key, out var ended) && ended < step.Invoked;

    public void Plan()
    {
        for (var end = 0; end < profile.Ends; end++)
            events.At((profile.Storm * _random.NextDouble()).Ticks, End);
    }

    /// <summary>Ends the session of some browser now.</summary>
    public void End()
    {
        if (crowd.Browsers[_random.Next(crowd.Browsers.Count)].Cookie is not { } cookie)
            return;
        var (key, began) = (StateKey.From(KeyBook.Application, cookie), history.Tick());
        if (!end(key))
            return;

        // Never answered: requests see it when their node has heard of it.
        _ends[keys.NumberOf(cookie)] = began;
        history.Add(new Operation(0, keys.NumberOf(cookie), Effect.End, began));
    }
}
