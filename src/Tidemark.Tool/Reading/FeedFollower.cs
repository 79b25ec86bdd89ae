using System.Runtime.CompilerServices;

namespace Tidemark.Tool.Reading;

/// <summary>Follows a change feed, as a replica does: from a mark of each partition on, and on again from where it came to.</summary>
internal sealed class FeedFollower(OpenStore open, IChangeFeed feed, TimeProvider time)
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ChangeMark[] _marks = new ChangeMark[feed.Partitions];

    /// <summary>The feed of a store.</summary>
    /// <exception cref="ToolException">It has none.</exception>
    public static IChangeFeed FeedOf(OpenStore open) =>
        open.Store.Changes ?? throw ToolException.No($"{open.Choice}: this kind of store has no change feed.");

    /// <summary>Tells changes as they come.</summary>
    /// <param name="fromStart">Whether to begin with all records that there are, rather than with what changes from now on.</param>
    /// <param name="follows">Whether to wait for more when all is told.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ToolException">The feed is off.</exception>
    public async IAsyncEnumerable<FeedLine> FollowAsync(bool fromStart, bool follows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < _marks.Length && !fromStart; partition++)
            _marks[partition] = (await ReadAsync(partition, 0, cancellationToken)).State.Last;
        while (true)
        {
            for (var partition = 0; partition < _marks.Length; partition++)
            {
                await foreach (var line in ReadAllAsync(partition, cancellationToken))
                    yield return line;
            }

            if (!follows)
                yield break;
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async IAsyncEnumerable<FeedLine> ReadAllAsync(int partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await ReadAsync(partition, AtOnce, cancellationToken);
            if (_marks[partition] > ChangeMark.None && page.State.Horizon > _marks[partition])
                yield return FeedLine.Gap(page.State.Horizon);
            foreach (var change in page.Changes)
                yield return await LineOfAsync(change, cancellationToken);
            _marks[partition] = page.Until;
            if (page.Until >= page.State.Last)
                yield break;
        }
    }

    private async ValueTask<FeedPage> ReadAsync(int partition, int limit, CancellationToken cancellationToken)
    {
        var page = await feed.ReadAsync(partition, _marks[partition], limit, cancellationToken);
        return page.State.IsOn ? page : throw ToolException.No(
            $"{open.Choice}: the change feed is off, so that nobody notes what changes. 'tidemark feed on' switches it on.");
    }

    private async ValueTask<FeedLine> LineOfAsync(MarkedRecord change, CancellationToken cancellationToken)
    {
        if (change.Key.Kind == RecordKind.User)
            return FeedLine.OfUser(change);
        try
        {
            return FeedLine.OfSession(change, await open.Store.InspectAsync(change.Key.Session, cancellationToken));
        }
        catch (UnreadableStateException)
        {
            return FeedLine.Damaged(change);
        }
    }
}
