using FsCheck;
using FsCheck.Fluent;
using Tidemark.Stores;

namespace Tidemark.Tests.Sessions;

/// <summary>Random changes of a book, by nodes that take turns: whatever is sent in parts, the store's chain comes to the live object.</summary>
public sealed class ChainLaws
{
    private const int Nodes = 3;

    private enum Deed
    {
        Open,
        Write,
        Tear,
        Add,
        Move,
        Grow,
        Shrink,
        Restore,
        Replace,
        Remove,
        Renew,
        Commit,
        Discard,
    }

    private enum Ending
    {
        Complete,
        Throw,
        LoseAnswer,
    }

    [Fact]
    public void What_the_chain_comes_to_is_the_live_object()
    {
        var kinds = Gen.Frequency((6, Gen.Elements(Deed.Open, Deed.Write, Deed.Tear, Deed.Add, Deed.Move)), (1, Gen.Elements(Enum.GetValues<Deed>())));
        var deeds = Gen.Zip(kinds, Gen.Choose(0, 999)).Select(pair => (pair.Item1, pair.Item2)).ListOf(4);
        var endings = Gen.Frequency((6, Gen.Constant(Ending.Complete)), (1, Gen.Constant(Ending.Throw)), (1, Gen.Constant(Ending.LoseAnswer)));
        var visits = Gen.Zip(Gen.Choose(0, Nodes - 1), Gen.Zip(deeds, endings))
            .Select(pair => new Visit(pair.Item1, pair.Item2.Item1, pair.Item2.Item2)).ListOf(40).ToArbitrary();
        var kindsSent = new HashSet<string>();
        Prop.ForAll(visits, visits =>
        {
            var rig = new Rig();
            OneThread.Run(rig.Time, () => RunAsync(rig, [.. visits], kindsSent));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
        Assert.Equal(["base", "patch", "rebase", "removal"], kindsSent.Order());
    }

    private static async Task RunAsync(Rig rig, IReadOnlyList<Visit> visits, HashSet<string> kinds)
    {
        var nodes = new[] { rig.First, rig.NewNode(), rig.NewNode() };
        SessionId id;
        await using (var created = nodes[0].Create())
        {
            await created.SetAsync(Keys.Name, "Ada");
            await created.SetAsync(Book.Key, Book.Of(60));
            await created.CompleteAsync();
            id = created.Id;
        }

        foreach (var visit in visits)
        {
            await using (var session = (await nodes[visit.Node].OpenAsync(id, SessionAccess.Exclusive))!)
            {
                var live = await PlayAsync(rig, session, visit);
                id = session.Id;
                var state = await rig.StateAsync(id);
                Assert.Equal(live, Book.In(state)?.ToString());
                Assert.All(state!.Changed, Bounded);
            }

            Note(rig.Watched.Commits, kinds);
        }
    }

    private static async Task<string?> PlayAsync(Rig rig, Session session, Visit visit)
    {
        var stored = session.Read(Book.Key)?.ToString();
        foreach (var (deed, number) in visit.Deeds)
        {
            if (deed == Deed.Commit)
            {
                await session.CommitAsync();
                stored = session.Read(Book.Key)?.ToString();
            }
            else
            {
                await DoAsync(session, deed, number);
            }
        }

        if (visit.Ending == Ending.Throw)
        {
            session.Discard();
            await session.CompleteAsync();
            return stored;
        }

        if (visit.Ending == Ending.LoseAnswer)
            rig.Store.Script(Testing.StoreVerb.Commit, Testing.StoreFault.AnswerLost);
        var live = session.Read(Book.Key)?.ToString();
        await session.CompleteAsync();
        return live;
    }

    private static async Task DoAsync(Session session, Deed deed, int number)
    {
        if (deed == Deed.Replace)
            await session.SetAsync(Book.Key, Book.Of(number % 90));
        else if (deed == Deed.Remove)
            await session.RemoveAsync("book");
        else if (deed == Deed.Renew)
            await session.RegenerateIdAsync();
        else if (deed == Deed.Discard)
            session.Discard();
        else
            Change(await session.GetOrCreateAsync(Book.Key, () => Book.Of(40)), deed, number);
    }

    private static void Change(Book book, Deed deed, int number)
    {
        var (pages, at) = (book.Pages, book.Pages.Count == 0 ? 0 : number % book.Pages.Count);
        switch (deed)
        {
            case Deed.Open:
                book.Opened = number;
                break;
            case Deed.Add:
                pages.Insert(at, $"a page {number}");
                break;
            case Deed.Grow:
                pages.AddRange(Enumerable.Range(0, number % 40).Select(page => $"{new string('z', number % 80)} {page}"));
                break;
            case Deed.Write when pages.Count > 0:
                pages[at] = $"written over {number}";
                break;
            case Deed.Tear when pages.Count > 0:
                pages.RemoveAt(at);
                break;
            case Deed.Move when pages.Count > 0:
                (pages[0], pages[at]) = (pages[at], pages[0]);
                break;
            case Deed.Shrink:
                pages.RemoveRange(at, pages.Count - at);
                break;
            case Deed.Restore:
                book.Opened = 0;
                break;
        }
    }

    private static void Bounded(StoredAttribute attribute)
    {
        Assert.InRange(attribute.Patches.Count, 0, ChainMeasure.MostPatches);
        Assert.InRange(attribute.Patches.Sum(patch => patch.Bytes.Length), 0, attribute.Base!.Bytes.Length / 2);
    }

    private static void Note(IEnumerable<CommitRequest> commits, HashSet<string> kinds)
    {
        var isPatched = false;
        foreach (var sent in commits.SelectMany(commit => commit.Differences).Where(sent => sent.Name == "book"))
        {
            kinds.Add(sent switch { PatchedValue => "patch", Removal => "removal", _ when isPatched => "rebase", _ => "base" });
            isPatched = sent is PatchedValue;
        }
    }

    private sealed record Visit(int Node, IReadOnlyList<(Deed Deed, int Number)> Deeds, Ending Ending)
    {
        public override string ToString() => $"node {Node}: {string.Join(", ", Deeds)}; {Ending}";
    }
}
