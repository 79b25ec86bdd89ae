using System.Runtime.CompilerServices;

namespace Tidemark.Tool.Reading;

/// <summary>Walks all sessions of a store. Each comes once, though the store may name it twice.</summary>
internal sealed class SessionWalk(OpenStore open)
{
    private const int AtOnce = 64;

    /// <summary>The keys of all sessions.</summary>
    /// <param name="progress">Told how many there were.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async IAsyncEnumerable<StateKey> KeysAsync(IProgress<long>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<StateKey>();
        await foreach (var page in open.Store.WalkAsync(cancellationToken))
        {
            foreach (var record in page)
            {
                if (record.Kind == RecordKind.Session && seen.Add(record.Session))
                    yield return record.Session;
            }

            progress?.Report(seen.Count);
        }
    }

    /// <summary>What the store says of each, and what is wrong with those that cannot be read. What is gone by then is left out.</summary>
    public async IAsyncEnumerable<WalkedSession> SessionsAsync(IProgress<long>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Some at a time: a store that is far away is sent them as one piece.
        var some = new List<StateKey>(AtOnce);
        await foreach (var key in KeysAsync(progress, cancellationToken))
        {
            some.Add(key);
            if (some.Count < AtOnce)
                continue;
            foreach (var session in await InspectAsync(some, cancellationToken))
                yield return session;
            some.Clear();
        }

        foreach (var session in await InspectAsync(some, cancellationToken))
            yield return session;
    }

    private async Task<IEnumerable<WalkedSession>> InspectAsync(List<StateKey> keys, CancellationToken cancellationToken) =>
        (await Task.WhenAll(keys.Select(key => InspectAsync(key, cancellationToken)))).OfType<WalkedSession>();

    private async Task<WalkedSession?> InspectAsync(StateKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await open.Store.InspectAsync(key, cancellationToken) is { } found ? new WalkedSession(key, SessionFacts.Of(key, found), null) : null;
        }
        catch (UnreadableStateException damaged)
        {
            return new WalkedSession(key, null, damaged.Message);
        }
    }
}

/// <summary>A session that a walk came to.</summary>
/// <param name="Key">Which.</param>
/// <param name="Facts">What the store says of it; null if that cannot be read.</param>
/// <param name="Fault">Why it cannot be read; null if it can.</param>
internal sealed record WalkedSession(StateKey Key, SessionFacts? Facts, string? Fault);
