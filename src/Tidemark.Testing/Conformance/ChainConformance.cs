using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>That an attribute is a chain: patches are appended where they fit, refused where they do not, and sent only to who lacks them.</summary>
public abstract class ChainConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    // A patch says that the value is as many bytes longer as the patch's first byte; what is in it is no concern of a store.
    private const int BaseLength = 3;

    [Fact]
    public async Task Patches_are_kept_after_their_base_in_order_and_byte_for_byte()
    {
        var (key, third) = await ThreeLinksAsync();
        Assert.Equal(new StateVersion(3), third.Version);

        AssertChain(await FindAsync(key), "base v1: 070707, v2 on v1: 01AA, v3 on v2: 02BB");
    }

    [Fact]
    public async Task A_reader_gets_the_patches_it_does_not_know_and_a_base_only_if_it_lacks_that()
    {
        var (key, _) = await ThreeLinksAsync();
        AssertChain(await FindAsync(key, new StateVersion(1)), "v2 on v1: 01AA, v3 on v2: 02BB");
        AssertChain(await FindAsync(key, new StateVersion(2)), "v3 on v2: 02BB");
        AssertChain(await FindAsync(key, new StateVersion(99)), "base v1: 070707, v2 on v1: 01AA, v3 on v2: 02BB");
    }

    [Fact]
    public async Task A_grant_brings_the_same_as_a_read()
    {
        var (key, third) = await ThreeLinksAsync();
        AssertChain((await GrantAsync(key, Here)).State, "base v1: 070707, v2 on v1: 01AA, v3 on v2: 02BB");
        AssertChain((await GrantAsync(key, Here, new StateVersion(2))).State, "v3 on v2: 02BB");
        Assert.Equal(["a"], UnchangedNames((await GrantAsync(key, Here, third.Version)).State));
    }

    [Fact]
    public async Task A_patch_may_be_made_on_an_older_version_than_the_session_has_if_the_attribute_still_has_it()
    {
        var key = NewKey();
        var first = await CreateAsync(key, Whole("a", 7, 7, 7), Whole("b", 1));
        var second = Committed(await SendAsync(Change(key, first, Whole("b", 2))));
        Committed(await SendAsync(Change(key, second, Patch(on: 1, BaseLength, 1, 0xAA))));

        var state = await FindAsync(key, first.Version);
        AssertChain(state, "v3 on v1: 01AA");
        AssertValue(state, "b", 2);
    }

    [Fact]
    public async Task A_grant_brings_no_patch_that_is_known_though_others_were_changed_meanwhile()
    {
        var (key, third) = await ThreeLinksAsync();
        var fourth = Committed(await SendAsync(Change(key, third, Whole("b", 1))));
        var fifth = Committed(await SendAsync(Change(key, fourth, Patch(on: 3, 6, 1, 0xCC))));
        var sixth = Committed(await SendAsync(Change(key, fifth, Patch("b", on: 4, 1, 1, 0xEE))));
        var seventh = Committed(await SendAsync(Change(key, sixth, Patch(on: 5, 7, 1, 0xDD))));
        await ReleaseAsync(key, seventh.Token);

        var granted = await GrantAsync(key, There, fourth.Version);

        AssertChain(granted.State, "v5 on v3: 01CC, v7 on v5: 01DD");
        Assert.Equal(["a", "b"], ChangedNames(granted.State));
    }

    [Theory]
    [InlineData("version", 2, 6)]
    [InlineData("length", 3, 5)]
    [InlineData("version and length", 1, 3)]
    public async Task A_patch_on_another_version_or_length_is_refused_and_leaves_everything_as_it_was(string wrong, long on, int length)
    {
        var (key, third) = await ThreeLinksAsync();
        await AssertRefusedAsync(key, third, Patch(on, length, 1), wrong);
    }

    [Fact]
    public async Task A_patch_of_what_is_not_there_is_refused()
    {
        var (key, third) = await ThreeLinksAsync();
        await AssertRefusedAsync(key, third, new PatchedValue("never", new byte[] { 1 }, third.Version, BaseLength, BaseLength + 1), "never there");
        var gone = Committed(await SendAsync(Change(key, third, Gone("a"))));
        await AssertRefusedAsync(key, gone, Patch(on: 3, 6, 1), "removed");
    }

    [Fact]
    public async Task One_patch_that_does_not_fit_refuses_the_whole_commit()
    {
        var (key, third) = await ThreeLinksAsync();
        var request = Change(key, third, Whole("b", 1), Patch(on: 3, 6, 1), Patch("c", on: 1, 1, 1), Gone("a"));
        Assert.Equal(new CommitOutcome.Misfit("c"), await SendAsync(request));
        Assert.Equal(new CommitOutcome.Misfit("c"), await SendAsync(request with { Then = AfterCommit.End }));
        AssertChain(await FindAsync(key), "base v1: 070707, v2 on v1: 01AA, v3 on v2: 02BB");
    }

    [Fact]
    public async Task A_whole_value_replaces_the_chain()
    {
        var (key, third) = await ThreeLinksAsync();
        var fourth = Committed(await SendAsync(Change(key, third, Whole("a", 9, 9))));
        AssertChain(await FindAsync(key), "base v4: 0909");
        AssertChain(await FindAsync(key, third.Version), "base v4: 0909");
        Committed(await SendAsync(Change(key, fourth, Patch(on: 4, 2, 1, 0xCC))));
        AssertChain(await FindAsync(key, third.Version), "base v4: 0909, v5 on v4: 01CC");
        AssertChain(await FindAsync(key, fourth.Version), "v5 on v4: 01CC");
    }

    [Fact]
    public async Task What_was_removed_and_set_again_begins_a_new_chain()
    {
        var (key, third) = await ThreeLinksAsync();
        var gone = Committed(await SendAsync(Change(key, third, Gone("a"))));
        Assert.Empty((await FindAsync(key)).Changed);
        var back = Committed(await SendAsync(Change(key, gone, Whole("a", 7, 7, 7))));
        AssertChain(await FindAsync(key, new StateVersion(2)), "base v5: 070707");
        await AssertRefusedAsync(key, back, Patch(on: 1, BaseLength, 1), "made on the chain before");
        Committed(await SendAsync(Change(key, back, Patch(on: 5, BaseLength, 1, 0xDD))));
        AssertChain(await FindAsync(key), "base v5: 070707, v6 on v5: 01DD");
    }

    [Fact]
    public async Task A_chain_takes_so_many_patches_and_then_a_base()
    {
        var key = NewKey();
        var last = await CreateAsync(key, Whole("a", 7, 7, 7));
        for (var i = 0; i < ChainEnd.MaxPatches; i++)
            last = Committed(await SendAsync(Change(key, last, Patch(last.Version.Number, BaseLength + i, 1))));
        Assert.Equal(ChainEnd.MaxPatches, Assert.Single((await FindAsync(key)).Changed).Patches.Count);
        var length = BaseLength + ChainEnd.MaxPatches;
        await AssertRefusedAsync(key, last, Patch(last.Version.Number, length, 1), "one too many");

        last = Committed(await SendAsync(Change(key, last, Whole("a", new byte[length]))));
        Committed(await SendAsync(Change(key, last, Patch(last.Version.Number, length, 1))));
        Assert.Single(Assert.Single((await FindAsync(key)).Changed).Patches);
    }

    [Fact]
    public async Task A_commit_that_is_sent_twice_appends_once()
    {
        var (key, third) = await ThreeLinksAsync();
        var request = Change(key, third, Patch(on: 3, 6, 1, 0xEE));
        var first = Committed(await SendAsync(request));
        Assert.Equal(first, await SendAsync(request));
        AssertChain(await FindAsync(key, third.Version), "v4 on v3: 01EE");
    }

    [Fact]
    public async Task A_session_cannot_be_created_from_patches()
    {
        var key = NewKey();
        var request = new CommitRequest(
            key, Here, LeaseToken.None, StateVersion.None, CommitId.New(), [Whole("b", 1), Patch(on: 0, 0, 1)], Usual, AfterCommit.Keep, "create");
        Assert.Equal(new CommitOutcome.Misfit("a"), await SendAsync(request));
        await AssertMissingAsync(key);
    }

    [Fact]
    public async Task An_expired_session_under_the_same_key_leaves_nothing_to_patch()
    {
        var (key, _) = await ThreeLinksAsync();
        await BeatAsync(Here, TimeSpan.Zero);
        Time.Advance(Usual.Absolute);
        var request = new CommitRequest(
            key, Here, LeaseToken.None, StateVersion.None, CommitId.New(), [Patch(on: 3, 6, 1)], Usual, AfterCommit.Keep, "create");
        Assert.Equal(new CommitOutcome.Misfit("a"), await SendAsync(request));
        await CreateAsync(key, Whole("a", 5));
        AssertChain(await FindAsync(key), "base v1: 05");
    }

    [Fact]
    public async Task A_patch_under_a_lost_lease_or_on_a_wrong_base_is_fenced_whether_it_fits_or_not()
    {
        var (key, third) = await ThreeLinksAsync();
        AssertFenced(FenceReason.WrongBase, await SendAsync(Change(key, third.Token, new StateVersion(2), Patch(on: 9, 9, 1))));
        await ReleaseAsync(key, third.Token);
        AssertFenced(FenceReason.LeaseLost, await SendAsync(Change(key, third, Patch(on: 9, 9, 1))));
    }

    [Fact]
    public async Task Another_node_appends_to_the_same_chain()
    {
        var (key, third) = await ThreeLinksAsync();
        await ReleaseAsync(key, third.Token);
        var granted = await GrantAsync(key, There, new StateVersion(2));
        AssertChain(granted.State, "v3 on v2: 02BB");
        Committed(await SendAsync(Change(key, granted.Token, third.Version, Patch(on: 3, 6, 1, 0xFF)) with { Node = There }));
        AssertChain(await FindAsync(key), "base v1: 070707, v2 on v1: 01AA, v3 on v2: 02BB, v4 on v3: 01FF");
    }

    // v1: a base of 3 bytes; v2: a patch to 4; v3: one to 6.
    private async Task<(StateKey Key, CommitOutcome.Committed Third)> ThreeLinksAsync()
    {
        var key = NewKey();
        var first = await CreateAsync(key, Whole("a", 7, 7, 7));
        var second = Committed(await SendAsync(Change(key, first, Patch(on: 1, BaseLength, 1, 0xAA))));
        return (key, Committed(await SendAsync(Change(key, second, Patch(on: 2, BaseLength + 1, 2, 0xBB)))));
    }

    private async Task AssertRefusedAsync(StateKey key, CommitOutcome.Committed last, PatchedValue patch, string why)
    {
        var before = Show(await FindAsync(key));
        Assert.Equal(new CommitOutcome.Misfit(patch.Name), await SendAsync(Change(key, last, patch) with { Then = AfterCommit.Release }));
        Assert.Equal((why, before), (why, Show(await FindAsync(key))));

        // The lease is still there, under the same token, and at the same version.
        Assert.Equal(last, await SendAsync(Change(key, last)));
    }

    private static PatchedValue Patch(long on, int length, params byte[] patch) => Patch("a", on, length, patch);

    private static PatchedValue Patch(string name, long on, int length, params byte[] patch) =>
        new(name, patch, new StateVersion(on), length, length + patch[0]);

    private static void AssertChain(PrimaryState state, string expected) =>
        Assert.Equal(expected, Show(Assert.Single(state.Changed, attribute => attribute.Name == "a")));

    private static string Show(PrimaryState state) => $"{state.Version} {string.Join("; ", state.Changed.OrderBy(attribute => attribute.Name).Select(Show))}";

    private static string Show(StoredAttribute attribute)
    {
        var links = attribute.Patches.Select(patch => $"{patch.Version} on {patch.On}: {Convert.ToHexString(patch.Bytes.Span)}");
        Assert.Equal(attribute.Patches is [.., var last] ? last.Version : attribute.Base!.Version, attribute.Version);
        return string.Join(", ", attribute.Base is { } start ? [$"base {start.Version}: {Convert.ToHexString(start.Bytes.Span)}", .. links] : links);
    }
}
