using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Stores.Records;

namespace Tidemark.Tests.Stores.ForgettingStoreConformance;

/// <summary>The engine that swaps, and remembers nothing of what it has written.</summary>
public sealed class Fixture : StoreFixture
{
    public override ValueTask<IPrimaryStore> OpenAsync() =>
        new(new PrimaryStore("swapping", new SwappingRecords(Time, remembers: false), new PrimaryStoreTraits(int.MaxValue, MayForget: true)));
}

public sealed class Concurrency : ConcurrencyConformance<Fixture>;

public sealed class HandOver : HandOverConformance<Fixture>;

public sealed class Model : ModelConformance<Fixture>;

public sealed class Queue : QueueConformance<Fixture>;
