using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Runtime.Serialization;

namespace Tidemark.Architecture.Tests.Snippets.AfterReading;

public sealed class Cart
{
    [SessionIgnore]
    private SemaphoreSlim _gate = new(1);

    public Cart() => Lines.CollectionChanged += Recount;

    public ObservableCollection<Line> Lines { get; } = [];

    public int Count { get; private set; }

    [OnDeserialized]
    private void AfterReading()
    {
        _gate = new(1);
        Lines.CollectionChanged += Recount;
    }

    private void Recount(object? sender, NotifyCollectionChangedEventArgs e) => Count = Lines.Count;
}

public sealed record Line(string Sku);

/// <summary>The sample of docs/guide/what-is-state.md.</summary>
internal static class AfterReadingSample
{
    public static Cart Cart() => new();
}
