namespace Tidemark.Replication;

/// <summary>Does so many things at a time, on the caller's context.</summary>
internal static class AtOnce
{
    public static async Task ForEachAsync<T>(IEnumerable<T> all, int most, Func<T, ValueTask> body)
    {
        using var next = new Next<T>(all.GetEnumerator());
        await Task.WhenAll(Enumerable.Range(0, most).Select(_ => RunAsync(next, body)));
    }

    private static async Task RunAsync<T>(Next<T> next, Func<T, ValueTask> body)
    {
        while (next.TryTake(out var item))
            await body(item);
    }

    private sealed class Next<T>(IEnumerator<T> all) : IDisposable
    {
        private readonly Lock _gate = new();

        public bool TryTake(out T item)
        {
            lock (_gate)
            {
                var isThere = all.MoveNext();
                item = isThere ? all.Current : default!;
                return isThere;
            }
        }

        public void Dispose() => all.Dispose();
    }
}
