using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Stores.Records;

/// <summary>The kit notices an engine that writes what was decided on a record although that has changed meanwhile.</summary>
public sealed class CarelessEngineTests
{
    [Fact]
    public async Task A_swap_that_ignores_the_tag_loses_what_the_kit_misses()
    {
        await using var kit = new Kit();
        await kit.InitializeAsync();
        await Assert.ThrowsAnyAsync<Exception>(kit.Appends_of_many_nodes_form_one_chain_without_loss_or_surplus);
    }

    private sealed class Kit : ConcurrencyConformance<Careless>;

    private sealed class Careless : StoreFixture
    {
        public override ValueTask<IPrimaryStore> OpenAsync() =>
            new(new PrimaryStore("careless", new SwappingRecords(Time, ignoresTags: true), new PrimaryStoreTraits(int.MaxValue, MayForget: true)));
    }
}
