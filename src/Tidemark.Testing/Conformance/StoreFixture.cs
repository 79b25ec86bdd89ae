using Tidemark.Stores;

namespace Tidemark.Testing;

/// <summary>Makes the store that a conformance test runs against. One fixture per test.</summary>
public abstract class StoreFixture : IAsyncDisposable
{
    /// <summary>The clock that the store must use.</summary>
    public ManualTimeProvider Time { get; } = new();

    /// <summary>The finest span that records tell apart in their times: a microsecond.</summary>
    public TimeSpan Precision => TimeSpan.FromMicroseconds(1);

    /// <summary>Makes an empty store. Called once.</summary>
    public abstract ValueTask<IPrimaryStore> OpenAsync();

    /// <summary>
    /// Has the store refuse all commits, as one does that is full, until what this returns is disposed. Needed by <see cref="RefusalConformance{TFixture}"/>.
    /// </summary>
    public virtual ValueTask<IAsyncDisposable> RefuseAsync() => throw new NotSupportedException("Override RefuseAsync to run the tests of refusals.");

    /// <summary>Removes the store.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
