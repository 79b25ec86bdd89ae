namespace Tidemark.Tool.Reading;

/// <summary>Finds the session that an operator means.</summary>
internal sealed class SessionSearch(OpenStore open, SessionWalk walk)
{
    private const int MostNamed = 5;

    /// <exception cref="ToolException">There is none, or more than one.</exception>
    public async Task<StateKey> FindAsync(SessionReference reference, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var found = new List<StateKey>();
        await foreach (var key in walk.KeysAsync(progress, cancellationToken))
        {
            if (reference.Names(key) && !found.Contains(key))
                found.Add(key);
        }

        return found switch
        {
            [var only] => only,
            [] => throw ToolException.No(
                $"{open.Choice}: no session begins with {reference}. It has ended or expired, or it is another store's or another application's."),
            _ => throw ToolException.WrongUse(
                $"{found.Count} sessions begin with {reference}. Say more digits: {string.Join(", ", found.Take(MostNamed).Select(SessionReference.Of))}."),
        };
    }

    /// <exception cref="ToolException">No id among what was read is a session's.</exception>
    public async Task<StateKey> FindAsync(IReadOnlyList<SessionId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            throw ToolException.WrongUse(
                $"The input has no session id: that is {SessionId.TextLength} letters, digits, '-' and '_', alone or as the value of a cookie.");
        }

        var application = open.Choice.NeedApplication("A session id");
        foreach (var key in ids.Select(id => StateKey.From(application, id)))
        {
            if (await IsThereAsync(key, cancellationToken))
                return key;
        }

        throw ToolException.No(
            $"{open.Choice}: no session of '{application}' has this id. It has ended or expired, or it is another store's or another application's.");
    }

    // A damaged one is there, too.
    private async Task<bool> IsThereAsync(StateKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await open.Store.InspectAsync(key, cancellationToken) is not null;
        }
        catch (UnreadableStateException)
        {
            return true;
        }
    }
}
