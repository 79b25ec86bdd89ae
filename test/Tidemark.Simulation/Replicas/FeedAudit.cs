using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Runs;
using Tidemark.Stores;

namespace Tidemark.Simulation.Replicas;

/// <summary>Follows the feed of a store from beside it, at moments that the seed says, and looks in the end whether it was told of everything.</summary>
internal sealed class FeedAudit(StoreSite site, ReplicaBook book, EventQueue events, Random random, Action<Law, string> report)
{
    private const int PageSize = 3;

    private readonly Dictionary<SessionTree, SessionVersion?> _told = [];
    private ChangeMark _read;

    public void Start() => events.After(TimeSpan.FromMilliseconds(1 + random.Next(600)), () =>
    {
        Read();
        Start();
    });

    /// <summary>To be called when the store is a primary that is followed.</summary>
    public void Check()
    {
        Read();
        foreach (var tree in book.Trees.Where(tree => !SessionVersion.AreSame(tree[site.Number], _told.GetValueOrDefault(tree))))
            report(Law.Feed, $"the feed of store {site.Number} told of session {tree.Key} as {_told.GetValueOrDefault(tree)}, and it is {tree[site.Number]}");
    }

    private void Read()
    {
        var feed = site.Records.Changes!;
        while (true)
        {
            var page = feed.ReadAsync(0, _read, PageSize, CancellationToken.None).Result;
            foreach (var change in page.Changes.Where(change => change.Key.Kind == RecordKind.Session))
            {
                var tree = book.Tree(change.Key.Session);
                _told[tree] = tree[site.Number];
            }

            if (page.Until <= _read)
                return;
            _read = page.Until;
        }
    }
}
