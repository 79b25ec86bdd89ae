using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>
/// That the store answers as <see cref="MemoryStore"/> does, whatever it is asked, in whatever order. A failure names its seed;
/// <see cref="Seeds"/> overridden to yield only that one replays it.
/// </summary>
public abstract class ModelConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    /// <summary>The seeds to run: 30 new ones, each for 160 steps.</summary>
    protected virtual IEnumerable<int> Seeds => Enumerable.Range(0, 30).Select(_ => Random.Shared.Next());

    [Fact]
    public async Task Any_sequence_of_verbs_is_answered_as_by_the_memory_store()
    {
        var (model, steps) = (new MemoryStore(Time), 160);
        foreach (var seed in Seeds)
        {
            // Each run ends with every session and node expired and swept, so that all can share one store.
            var run = new ModelRun(seed, model, Store, Time);
            await run.RunAsync(steps);
        }
    }
}
