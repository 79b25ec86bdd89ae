using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>That a store which cannot write says that it has not written, and has not: whatever it refused can be done once it can.</summary>
public abstract class RefusalConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    [Fact]
    public async Task A_refused_commit_leaves_version_and_attributes_as_they_were_and_works_later()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1, 2), Whole("b", 3));
        var last = Committed(await SendAsync(Change(key, created, new PatchedValue("a", new byte[] { 9 }, created.Version, 2, 2))));
        var before = Show(await FindAsync(key));
        var request = Change(key, last, new PatchedValue("a", new byte[] { 8 }, last.Version, 2, 3), Whole("c", 4), Gone("b"));
        await using (await RefuseAsync())
        {
            await Assert.ThrowsAnyAsync<StoreRefusedException>(() => SendAsync(request));
            await Assert.ThrowsAnyAsync<StoreRefusedException>(() => SendAsync(request with { Id = CommitId.New(), Then = AfterCommit.Release }));
        }

        Assert.Equal(before, Show(await FindAsync(key)));
        Assert.Equal(last.Version.Next(), Committed(await SendAsync(request)).Version);
        Assert.Equal(["a", "c"], ChangedNames(await FindAsync(key)));
    }

    [Fact]
    public async Task A_refused_creation_leaves_nothing_and_works_later()
    {
        var request = Creation(NewKey(), Whole("a", 1));
        await using (await RefuseAsync())
            await Assert.ThrowsAnyAsync<StoreRefusedException>(() => SendAsync(request));
        await AssertMissingAsync(request.Key);
        Committed(await SendAsync(request));
        AssertValue(await FindAsync(request.Key), "a", 1);
    }

    [Fact]
    public async Task A_refused_acquire_gives_nobody_the_lease()
    {
        var key = NewKey();
        var created = await CreateAsync(key, AfterCommit.Release, Usual, Whole("a", 1));
        await using (await RefuseAsync())
            await Assert.ThrowsAnyAsync<StoreRefusedException>(() => AcquireAsync(key, Here));
        var granted = await GrantAsync(key, There);
        Assert.Equal(created.Version, granted.State.Version);
    }

    private static string Show(PrimaryState state) => $"{state.Version}: " + string.Join("; ", state.Changed
        .OrderBy(attribute => attribute.Name, StringComparer.Ordinal)
        .Select(attribute => $"{attribute.Name} {attribute.Version} {Convert.ToHexString(attribute.Base!.Bytes.Span)}"
            + string.Concat(attribute.Patches.Select(patch => $" + {patch.Version} {Convert.ToHexString(patch.Bytes.Span)}"))));
}
