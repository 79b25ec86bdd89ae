using FsCheck;
using FsCheck.Fluent;

namespace Tidemark.Tests.Sessions;

/// <summary>Random requests that abandon their session somewhere on the way: what was ended is dead, and the rest is what was set since.</summary>
public sealed class AbandonLaws
{
    private enum Deed
    {
        Set,
        Remove,
        Renew,
        Abandon,
        Bind,
        Commit,
        StandBy,
        Release,
        Intrude,
        Discard,
    }

    [Fact]
    public void What_is_stored_is_what_was_set_since_the_session_began_and_what_was_abandoned_is_dead()
    {
        var kinds = Gen.Frequency((3, Gen.Elements(Deed.Set, Deed.Abandon)), (4, Gen.Elements(Enum.GetValues<Deed>())));
        var deeds = Gen.Zip(kinds, Gen.Choose(0, 3)).Select(pair => (pair.Item1, pair.Item2)).ListOf(12).ToArbitrary();
        Prop.ForAll(deeds, deeds =>
        {
            var rig = new Rig();
            OneThread.Run(rig.Time, () => RunAsync(rig, [.. deeds]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static async Task RunAsync(Rig rig, IReadOnlyList<(Deed Deed, int Key)> deeds)
    {
        var first = await rig.StoreAsync();
        var ids = new List<SessionId> { first };
        await using var session = await rig.OpenAsync(first, SessionAccess.Shared);
        foreach (var name in session.Names)
            await session.RemoveAsync(name);
        await session.CommitAsync();
        var expected = new Expected();
        for (var step = 0; step < deeds.Count; step++)
        {
            var (deed, number) = deeds[step];
            await PlayAsync(rig, session, expected, deed, number, step);
            if (!session.IsNew)
                ids.Add(session.Id);
        }

        await session.CompleteAsync();
        expected.Commit();
        ids.Add(session.Id);

        var last = session.Id;
        foreach (var id in ids.Distinct().Where(id => id != last || !expected.IsStored))
            Assert.Null(await rig.StateAsync(id));
        Assert.Equal(expected.IsBound ? 1 : 0, await rig.First.CountAsync("ada"));
        Assert.Equal(expected.IsStored, !session.IsNew);
        if (!expected.IsStored)
            return;
        await using var stored = (await rig.NewNode().OpenAsync(last, SessionAccess.ReadOnly))!;
        Assert.Equal(expected.Now.Keys.Order(StringComparer.Ordinal), stored.Names);
        Assert.All(expected.Now, entry => Assert.Equal(entry.Value, stored.Read(new SessionKey<int>(entry.Key))));
    }

    private static async Task PlayAsync(Rig rig, Session session, Expected expected, Deed deed, int number, int step)
    {
        var key = new SessionKey<int>($"key {number}");
        switch (deed)
        {
            case Deed.Set:
                await session.SetAsync(key, step);
                expected.Now[key.Name] = step;
                break;
            case Deed.Remove:
                await session.RemoveAsync(key.Name);
                expected.Now.Remove(key.Name);
                break;
            case Deed.Renew:
                await session.RegenerateIdAsync();
                break;
            case Deed.Abandon:
                session.Abandon();
                expected.Abandon();
                break;
            case Deed.Bind:
                await session.BindUserAsync("ada");
                expected.IsBound = true;
                break;
            case Deed.Intrude when !session.IsNew && await rig.First.OpenAsync(session.Id, SessionAccess.ReadOnly) is { } other:
                await other.DisposeAsync();
                break;
            case Deed.Discard:
                session.Discard();
                expected.Discard();
                break;
            case Deed.Commit or Deed.StandBy or Deed.Release:
                await (deed == Deed.Commit ? session.CommitAsync() : deed == Deed.StandBy ? session.StandByAsync() : session.ReleaseAsync());
                expected.Commit();
                break;
        }
    }

    /// <summary>The same on a page of paper.</summary>
    private sealed class Expected
    {
        private Dictionary<string, int> _committed = [];
        private bool _isCommittedBound;
        private bool _isStored = true;
        private bool _isAbandoned;

        public Dictionary<string, int> Now { get; private set; } = [];

        public bool IsBound { get; set; }

        public bool IsStored => _isStored;

        public void Abandon()
        {
            _isAbandoned = true;
            (Now, IsBound) = ([], false);
        }

        public void Commit()
        {
            _isStored = (_isStored && !_isAbandoned) || Now.Count > 0 || IsBound;
            (_committed, _isCommittedBound, _isAbandoned) = (new(Now), IsBound, false);
        }

        public void Discard() => (Now, IsBound, _isAbandoned) = (new(_committed), _isCommittedBound, false);
    }
}
