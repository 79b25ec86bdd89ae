using FsCheck;
using FsCheck.Fluent;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Checks;

/// <summary>Random requests that use their session as they should, two at a time and on nodes that take turns: nothing is ever told.</summary>
public sealed class ProperUseLaws
{
    private static readonly string[] Names = ["a", "b", "c"];

    private enum Deed
    {
        Look,
        LookAndSet,
        Open,
        Change,
        Put,
        Remove,
        Renew,
        Commit,
        StandBy,
        Release,
        Discard,
    }

    private enum Ending
    {
        Complete,
        Leave,
    }

    [Fact]
    public void Who_changes_only_what_it_got_for_that_is_never_warned()
    {
        var deeds = Gen.Zip(Gen.Elements(Enum.GetValues<Deed>()), Gen.Elements(Names)).Select(pair => (pair.Item1, pair.Item2)).ListOf();
        var requests = Gen.Zip(deeds, Gen.Elements(Enum.GetValues<Ending>())).Select(pair => new Request([.. pair.Item1], pair.Item2));
        var runs = requests.NonEmptyListOf().ToArbitrary();
        Prop.ForAll(runs, run => RunAsync([.. run]).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Requests_that_change_their_attributes_at_the_same_time_are_never_warned()
    {
        var watch = new Watch();
        var id = await watch.Rig.StoreAsync();
        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            await using var session = await watch.OpenAsync(id, SessionAccess.Shared);
            var cart = await session.GetOrCreateAsync(new SessionKey<Cart>($"cart {i % 3}"), Cart.OfThree);
            cart.Lines[i % 3].Quantity++;
            await Task.Yield();
            cart.Lines.Add(new Line("more", i));
            if (i % 5 != 0)
                await session.CompleteAsync();
            else
                session.Discard();
        });

        Assert.DoesNotContain(watch.Warnings.All, warning => !warning.Contains("could not look at", StringComparison.Ordinal));
    }

    private static async Task<bool> RunAsync(IReadOnlyList<Request> requests)
    {
        var watch = new Watch();
        var nodes = new[] { watch.Node, watch.Rig.NewNode(log: watch.Warnings) };
        var id = await watch.Rig.StoreAsync();
        for (var i = 0; i < requests.Count; i++)
        {
            // A neighbour that shares the session has an attribute of its own open all the while.
            var node = nodes[i / 2 % 2];
            await using var neighbour = await node.OpenAsync(id, SessionAccess.Shared) ?? node.Create();
            if (!neighbour.IsNew && await neighbour.GetAsync(Keys.Wizard) is { } wizard)
                wizard.Step++;
            await using var session = await node.OpenAsync(id, SessionAccess.Shared) ?? node.Create();
            await PlayAsync(session, requests[i].Deeds.Where(done => done.Deed != Deed.Renew || neighbour.IsNew));
            if (requests[i].Ending == Ending.Complete)
                await session.CompleteAsync();
            else
                session.Discard();
            await session.DisposeAsync();
            id = session.Id;
            await neighbour.CompleteAsync();
        }

        return watch.Warnings.All.Count == 0;
    }

    private static async Task PlayAsync(Session session, IEnumerable<(Deed Deed, string Name)> deeds)
    {
        foreach (var (deed, name) in deeds)
        {
            var key = new SessionKey<Cart>(name);
            switch (deed)
            {
                case Deed.Look:
                    session.Read(key);
                    break;
                case Deed.LookAndSet when session.Read(key) is { } copy:
                    copy.Lines.Add(new Line("set", 1));
                    await session.SetAsync(key, copy);
                    break;
                case Deed.Open:
                    await session.GetAsync(key);
                    break;
                case Deed.Change:
                    (await session.GetOrCreateAsync(key, () => new Cart())).Lines.Add(new Line("changed", 2));
                    break;
                case Deed.Put:
                    await session.SetAsync(key, Cart.OfThree());
                    break;
                case Deed.Remove:
                    await session.RemoveAsync(name);
                    break;
                case Deed.Renew:
                    await session.RegenerateIdAsync();
                    break;
                case Deed.Commit:
                    await session.CommitAsync();
                    break;
                case Deed.StandBy:
                    await session.StandByAsync();
                    break;
                case Deed.Release:
                    await session.ReleaseAsync();
                    break;
                case Deed.Discard:
                    session.Discard();
                    break;
            }
        }
    }

    private sealed record Request(IReadOnlyList<(Deed Deed, string Name)> Deeds, Ending Ending)
    {
        public override string ToString() => $"{string.Join(", ", Deeds)}; {Ending}";
    }
}
