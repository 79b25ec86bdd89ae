using System.Text;
using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>What the rows of a session, in the order of its attributes, say of it.</summary>
public sealed class ChainRowsTests
{
    private static readonly DateTimeOffset Now = new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Bytes = "bytes"u8.ToArray();

    [Fact]
    public void What_is_newer_than_a_node_knows_is_sent_and_the_rest_only_named()
    {
        var rows = new ChainRows(new StateVersion(3), new StateVersion(5));
        rows.AddBase("all of it", new StateVersion(4), Bytes);
        rows.AddPatch("all of it", Patch(5, on: 4));
        rows.AddBase("its end", new StateVersion(3), Bytes);
        rows.AddPatch("its end", Patch(4, on: 3));
        rows.AddBase("known", new StateVersion(3), Bytes);
        rows.AddBase("newest", new StateVersion(5), Bytes);

        var state = StateOf(rows);
        Assert.Equal(["all of it", "its end", "newest"], state.Changed.Select(attribute => attribute.Name));
        Assert.Equal(["known"], state.Unchanged);
        Assert.Equal([5, 4, 5], state.Changed.Select(attribute => attribute.Version.Number));
        Assert.Equal([true, false, true], state.Changed.Select(attribute => attribute.Base is not null));
        Assert.Equal([1, 1, 0], state.Changed.Select(attribute => attribute.Patches.Count));
        Assert.All(state.Changed, attribute => Assert.Null(attribute.Fault));
    }

    [Fact]
    public void A_version_that_its_session_has_not_come_to_is_a_fault_and_so_is_none()
    {
        var rows = new ChainRows(StateVersion.None, new StateVersion(5));
        rows.AddBase("at last", new StateVersion(5), Bytes);
        rows.AddBase("beyond", new StateVersion(6), Bytes);
        rows.AddBase("never", StateVersion.None, Bytes);

        var state = StateOf(rows);
        Assert.Equal([false, true, true], state.Changed.Select(attribute => attribute.Fault is not null));
        Assert.Equal([5, 5, 5], state.Changed.Select(attribute => attribute.Version.Number));
        Assert.Empty(state.Unchanged);
    }

    [Fact]
    public void Patches_without_a_base_are_a_fault_of_their_attribute_only()
    {
        var rows = new ChainRows(StateVersion.None, new StateVersion(5));
        rows.AddBase("a", new StateVersion(1), Bytes);
        rows.AddPatch("b", Patch(2, on: 1));
        rows.AddPatch("b", Patch(3, on: 2));
        rows.AddBase("c", new StateVersion(4), Bytes);

        var state = StateOf(rows);
        Assert.Equal(["a", "b", "c"], state.Changed.Select(attribute => attribute.Name));
        Assert.Equal([false, true, false], state.Changed.Select(attribute => attribute.Fault is not null));
        Assert.Equal([0, 0, 0], state.Changed.Select(attribute => attribute.Patches.Count));
        Assert.Equal(3, state.Changed[1].Version.Number);
    }

    [Fact]
    public void What_is_too_long_is_told_of_its_attribute_only_be_it_a_base_or_a_patch()
    {
        var rows = new ChainRows(StateVersion.None, new StateVersion(5));
        rows.AddTooLong("base", new StateVersion(1), 1);
        rows.AddBase("patch", new StateVersion(1), Bytes);
        rows.AddTooLong("patch", new StateVersion(2), 4_321);
        rows.AddBase("well", new StateVersion(3), Bytes);

        var state = StateOf(rows);
        Assert.Equal(["base", "patch", "well"], state.Changed.Select(attribute => attribute.Name));
        Assert.Equal([1, 2, 3], state.Changed.Select(attribute => attribute.Version.Number));
        Assert.Contains("takes 1 bytes", state.Changed[0].Fault);
        Assert.Contains("takes 4321 bytes", state.Changed[1].Fault);
        Assert.Null(state.Changed[2].Fault);
        Assert.Equal("bytes", Encoding.UTF8.GetString(state.Changed[2].Base!.Bytes.Span));
    }

    private static StoredPatch Patch(long version, long on) => new(new StateVersion(version), new StateVersion(on), Bytes);

    private static PrimaryState StateOf(ChainRows rows) => rows.ToState(
        new PrimaryRecord(
            new StateVersion(5), Now, new Lifetime(TimeSpan.FromHours(1), TimeSpan.MaxValue), Now, LeaseToken.None, null, LeaseQueue.Empty, []),
        Now);
}
