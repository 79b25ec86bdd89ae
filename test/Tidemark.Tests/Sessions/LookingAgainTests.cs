using FsCheck;
using FsCheck.Fluent;

namespace Tidemark.Tests.Sessions;

/// <summary>A request that gave way looks again and again: it sees what there is, wherever that was committed, or learns that the session has ended.</summary>
public sealed class LookingAgainTests
{
    private readonly Rig _rig = new();

    private enum Where
    {
        Here,
        Elsewhere,
        Evicted,
    }

    [Fact]
    public void It_sees_each_commit_of_others()
    {
        var deeds = Gen.Zip(Gen.Elements(Enum.GetValues<Where>()), Gen.Elements("Bob", "Cleo", null)).NonEmptyListOf();
        var ways = Gen.Elements(true, false);
        Prop.ForAll(Gen.Zip(deeds, ways).ToArbitrary(), run => CheckAsync([.. run.Item1], run.Item2).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Once_the_session_is_ended_from_outside_it_learns_that(bool isHere)
    {
        var id = await _rig.StoreAsync();
        await using var looks = await _rig.OpenAsync(id, SessionAccess.Shared);
        await looks.StandByAsync();
        await TakeElsewhereAsync(_rig, id, "Bob");
        await using (var here = await _rig.OpenAsync(id))
            Assert.Equal("Bob", looks.Read(Keys.Name));
        Assert.True(await (isHere ? _rig.First : _rig.NewNode()).EndAsync(id, CancellationToken.None));

        for (var look = 0; look < 2; look++)
        {
            Assert.Throws<SessionCommitException>(() => looks.Read(Keys.Name));
            Assert.Empty(looks.Names);
            Assert.Equal(TimeSpan.Zero, looks.TimeLeft);
            Assert.False(looks.IsNew);
            Assert.NotEqual(default, looks.Created);
        }
    }

    [Fact]
    public async Task A_sign_out_on_another_node_is_seen_too()
    {
        var id = await _rig.StoreAsync();
        await using var looks = await _rig.OpenAsync(id, SessionAccess.Shared);
        await looks.StandByAsync();
        await using (var other = await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive))
        {
            other!.Abandon();
            await other.CompleteAsync();
        }

        Assert.Throws<SessionCommitException>(() => looks.Read(Keys.Name));
        await looks.CompleteAsync();
        Assert.Null(await _rig.StateAsync(id));
    }

    [Fact]
    public async Task It_does_not_show_what_may_be_old_when_nobody_can_tell_it()
    {
        var id = await _rig.StoreAsync();
        await using var looks = await _rig.OpenAsync(id, SessionAccess.Shared);
        await looks.StandByAsync();
        await TakeElsewhereAsync(_rig, id, "Bob");
        _rig.Store.Script(Testing.StoreVerb.Read, Testing.StoreFault.Refused);
        Assert.Throws<SessionUnavailableException>(() => looks.Read(Keys.Name));
        Assert.Equal("Bob", looks.Read(Keys.Name));
    }

    [Fact]
    public async Task To_look_is_not_to_use()
    {
        var id = await _rig.StoreAsync();
        await using var looks = await _rig.OpenAsync(id, SessionAccess.Shared);
        await looks.StandByAsync();
        await TakeElsewhereAsync(_rig, id, "Bob");
        var minutes = TimeSpan.FromMinutes(3);
        for (var waited = minutes; waited < _rig.Options.IdleTimeout; waited += minutes)
        {
            _rig.Time.Advance(minutes);
            Assert.Equal("Bob", looks.Read(Keys.Name));
            Assert.Equal(_rig.Options.IdleTimeout - waited, looks.TimeLeft);
        }

        _rig.Time.Advance(minutes);
        Assert.Throws<SessionCommitException>(() => looks.Read(Keys.Name));
    }

    private static async Task CheckAsync(IReadOnlyList<(Where Where, string? Name)> deeds, bool isGivenBack)
    {
        var rig = new Rig(options => options.MaxCachedSessions = 1);
        var (id, neighbour) = (await rig.StoreAsync(), await rig.StoreAsync());
        await using var looks = await rig.OpenAsync(id, SessionAccess.Shared);
        Assert.Equal("Ada", looks.Read(Keys.Name));
        await (isGivenBack ? looks.ReleaseAsync() : looks.StandByAsync());
        foreach (var (where, name) in deeds)
        {
            if (where == Where.Here)
                await SetAsync(rig.First, id, name);
            else
                await TakeElsewhereAsync(rig, id, name);
            if (where == Where.Evicted)
                await (await rig.OpenAsync(neighbour)).CompleteAsync();
            Assert.Equal(name, looks.Read(Keys.Name));
            Assert.Equal(name is null ? ["cart", "wizard"] : ["cart", "name", "wizard"], looks.Names);
        }

        // Whoever looked may still come in again, and has what there is.
        Assert.Equal(deeds[^1].Name, await looks.GetAsync(Keys.Name));
        await looks.CompleteAsync();
    }

    private static async Task TakeElsewhereAsync(Rig rig, SessionId id, string? name)
    {
        await using var node = rig.NewNode();
        await SetAsync(node, id, name);
    }

    private static async Task SetAsync(SessionManager node, SessionId id, string? name)
    {
        await using var session = await node.OpenAsync(id, SessionAccess.Exclusive);
        await session!.SetAsync(Keys.Name, name!);
        await session.CompleteAsync();
    }
}
