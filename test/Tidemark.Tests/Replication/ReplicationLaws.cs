using FsCheck;
using FsCheck.Fluent;
using Tidemark.Graph;
using Tidemark.Replication;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Replication;

/// <summary>Random lives of sessions, copied at random moments by replicators that are killed, double, and lose answers.</summary>
public sealed class ReplicationLaws
{
    private static readonly GraphPlan<Book> Plan = new GraphSerializer().PlanOf<Book>();
    private static readonly SessionKey<Book>[] Books = [new("a"), new("b"), new("c")];

    private enum Deed
    {
        Create,
        Change,
        Undo,
        Remove,
        End,
        Renew,
        Wait,
        Copy,
        CopyAndLoseAnswers,
        ReplaceReplicator,
        CopyByBoth,
    }

    [Theory]
    [InlineData(ReplicaComparison.ObjectGraph, null)]
    [InlineData(ReplicaComparison.Binary, null)]
    [InlineData(ReplicaComparison.ObjectGraph, "*.Opened")]
    [InlineData(ReplicaComparison.Binary, "*.Opened")]
    public void Whatever_happens_a_replica_has_committed_versions_only_and_all_of_them_once_it_is_drained(ReplicaComparison comparison, string? withheld)
    {
        var deeds = Gen.Zip(Gen.Elements(Enum.GetValues<Deed>()), Gen.Choose(0, 1000)).Select(pair => (pair.Item1, pair.Item2)).NonEmptyListOf().ToArbitrary();
        Prop.ForAll(deeds, all => RunAsync(comparison, withheld, [.. all]).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();
    }

    private static async Task<bool> RunAsync(ReplicaComparison comparison, string? withheld, IReadOnlyList<(Deed Deed, int Number)> deeds)
    {
        var pair = new ReplicaPair(options =>
        {
            options.Rules.Comparison = comparison;
            if (withheld is not null)
                options.Rules.Withhold(withheld);
        });
        var (lossy, sessions, versions) = (new LossyStore(pair.Replica), new List<SessionId>(), new HashSet<string>());
        var (one, other) = (pair.NewReplicator(null, lossy), pair.NewReplicator());
        foreach (var (deed, number) in deeds)
        {
            switch (deed)
            {
                case Deed.Copy:
                    await one.DrainAsync(CancellationToken.None);
                    break;
                case Deed.CopyAndLoseAnswers:
                    lossy.Left = number % 4;
                    await Record.ExceptionAsync(() => one.DrainAsync(CancellationToken.None));
                    lossy.Left = int.MaxValue;
                    break;
                case Deed.CopyByBoth:
                    await Task.WhenAll(one.DrainAsync(CancellationToken.None), other.DrainAsync(CancellationToken.None));
                    break;
                case Deed.ReplaceReplicator:
                    one = pair.NewReplicator(null, lossy);
                    break;
                case Deed.Wait:
                    pair.Rig.Time.Advance(TimeSpan.FromMinutes(number % 15));
                    break;
                default:
                    await LiveAsync(pair, sessions, deed, number);
                    break;
            }

            versions.UnionWith(await VersionsAsync(pair.Primary, withheld is not null));
            Assert.Subset(versions, await VersionsAsync(pair.Replica, isWithout: false));
        }

        await one.DrainAsync(CancellationToken.None);
        Assert.Subset(await VersionsAsync(pair.Primary, withheld is not null), await VersionsAsync(pair.Replica, isWithout: false));
        await pair.AssertSameAsync(withheld is null ? null : value => Read(value, isWithout: true));
        return true;
    }

    private static async Task LiveAsync(ReplicaPair pair, List<SessionId> sessions, Deed deed, int number)
    {
        var key = Books[number % Books.Length];
        if (deed == Deed.Create || sessions.Count == 0)
        {
            sessions.Add(await pair.NewSessionAsync(session => session.SetAsync(key, Book.Of(number % 30)).AsTask()));
            return;
        }

        var id = sessions[number % sessions.Count];
        await using var session = await pair.Node.OpenAsync(id, SessionAccess.Exclusive, "live");
        if (session is null)
            return;
        switch (deed)
        {
            case Deed.Change:
                await (await session.GetAsync(key) is { } book ? ChangeAsync(book, number) : session.SetAsync(key, Book.Of(number % 60)).AsTask());
                break;
            case Deed.Undo:
                if (await session.GetAsync(key) is { } opened)
                    opened.Opened = 0;
                break;
            case Deed.Remove:
                await session.RemoveAsync(key.Name);
                break;
            case Deed.Renew:
                await session.SetAsync(key, Book.Of(number % 30));
                break;
            case Deed.End:
                session.Abandon();
                break;
        }

        await session.CompleteAsync();
    }

    private static Task ChangeAsync(Book book, int number)
    {
        book.Opened = number;
        if (number % 3 == 0)
            book.Pages.Insert(book.Pages.Count / 2, $"inserted {number}");
        return Task.CompletedTask;
    }

    // What each session is, so that a mixture of two versions is none.
    private static async Task<HashSet<string>> VersionsAsync(MemoryStore store, bool isWithout)
    {
        var all = new HashSet<string>();
        await foreach (var page in store.WalkAsync(default))
        {
            foreach (var key in page.Where(key => key.Kind == RecordKind.Session))
            {
                if (await store.ReadImageAsync(StateKey.FromBytes(key.Bytes), StateVersion.None, default) is { Record: { } record } image)
                    all.Add($"{Convert.ToHexString(key.Bytes)} {record.Version} {Values(image, isWithout)}");
            }
        }

        return all;
    }

    private static string Values(SessionImage image, bool isWithout) => string.Join(
        ' ',
        ReplicaPair.Described(image).OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}={Read(value.Value, isWithout)}"));

    private static string Read(byte[] value, bool isWithout)
    {
        var book = Plan.Decode(value)!;
        if (isWithout)
            book.Opened = 0;
        return book.ToString();
    }

    // Loses the answers of copies once so many were given.
    private sealed class LossyStore(IPrimaryStore inner) : DelegatingStore(inner)
    {
        public int Left { get; set; } = int.MaxValue;

        public override IReplicaStore Copies => new Lossy(this, Inner.Copies!);

        private sealed class Lossy(LossyStore store, IReplicaStore inner) : DelegatingReplica(inner)
        {
            public override async ValueTask<CopyOutcome> CopyAsync(SessionCopy copy, CancellationToken cancellationToken)
            {
                var outcome = await base.CopyAsync(copy, cancellationToken);
                return store.Left-- > 0 ? outcome : throw new StoreUnavailableException("The answer is lost.");
            }
        }
    }
}
