using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>Counts what the whole process allocates, hence nothing else runs beside it.</summary>
[CollectionDefinition(nameof(HugeValueTests), DisableParallelization = true)]
[Collection(nameof(HugeValueTests))]
public sealed class HugeValueTests : IDisposable
{
    private readonly TemporaryFile _file = new();
    private readonly NodeId _here = NodeId.New();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_value_that_nobody_can_have_stored_is_an_error_of_its_attribute_and_is_not_read()
    {
        await using var store = _file.OpenStore();
        var request = Requests.Creation(new WholeValue("huge", new byte[10]), new WholeValue("well", new byte[] { 7 }));
        await store.CommitAsync(request, Stop);
        using (var other = _file.OpenDirectly())
        using (var command = other.CreateCommand())
        {
            command.CommandText = "UPDATE tidemark_row SET value = zeroblob(209715200) WHERE name = 'huge'";
            command.ExecuteNonQuery();
        }

        var allocated = GC.GetTotalAllocatedBytes();
        var granted = Assert.IsType<AcquireOutcome.Granted>(
            await store.AcquireAsync(new AcquireRequest(request.Key, _here, default, "a reader"), Stop));
        var read = Assert.IsType<ReadOutcome.Found>(await store.ReadAsync(request.Key, default, Stop)).State;
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 100_000_000);
        foreach (var state in new[] { granted.State, read })
        {
            var huge = Assert.Single(state.Changed, attribute => attribute.Name == "huge");
            Assert.Null(huge.Base);
            Assert.Contains("209715200 bytes", huge.Fault);
            Assert.Equal([7], Assert.Single(state.Changed, attribute => attribute.Name == "well").Base!.Bytes.ToArray());
        }

        var replaced = request with
        {
            Node = _here, Token = granted.Token, Base = granted.State.Version, Id = CommitId.New(), Differences = [new WholeValue("huge", new byte[] { 1 })],
        };
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(replaced, Stop));
        Assert.All(Assert.IsType<ReadOutcome.Found>(await store.ReadAsync(request.Key, default, Stop)).State.Changed, attribute => Assert.Null(attribute.Fault));
    }

    public void Dispose() => _file.Dispose();
}
