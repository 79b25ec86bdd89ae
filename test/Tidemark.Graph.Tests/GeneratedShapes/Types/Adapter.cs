namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>How collections of one closed type are made, looked into, and changed in place; elements are boxed.</summary>
internal abstract class Adapter
{
    public abstract Type Element { get; }

    /// <summary>An instance to be filled; null if the type is made of all its elements at once.</summary>
    public abstract object? Create(int count, uint variant);

    public abstract void Fill(object collection, IReadOnlyList<object?> items);

    public abstract object Make(IReadOnlyList<object?> items, uint variant);

    /// <summary>The elements, in the collection's own order; null for a default struct.</summary>
    public abstract object?[]? Read(object collection);

    /// <summary>What else is state: a comparer, the lengths of an array.</summary>
    public abstract object? TraitOf(object collection);

    public abstract void Insert(object collection, int at, object? item);

    public abstract void Remove(object collection, int at);

    public abstract void Replace(object collection, int at, object? item);
}

/// <inheritdoc/>
internal sealed class Adapter<TCollection, T> : Adapter
{
    public Func<int, uint, TCollection>? New { get; init; }

    public Func<T[], uint, TCollection>? Of { get; init; }

    /// <summary>Adds an element after the last one; if it cannot be there (twice, or null), leaves it out.</summary>
    public Action<TCollection, T>? Add { get; init; }

    public Action<TCollection>? Clear { get; init; }

    public Action<TCollection, int, T>? InsertAt { get; init; }

    public Action<TCollection, int>? RemoveAt { get; init; }

    public Action<TCollection, int, T>? Set { get; init; }

    public Func<TCollection, object?>? State { get; init; }

    public Func<TCollection, IEnumerable<T>?>? Items { get; init; }

    public override Type Element => typeof(T);

    public override object? Create(int count, uint variant) => New is null ? null : New(count, variant);

    public override object Make(IReadOnlyList<object?> items, uint variant) => Of!([.. items.Select(item => (T)item!)], variant)!;

    public override void Fill(object collection, IReadOnlyList<object?> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (Add is not null)
                Add((TCollection)collection, (T)items[i]!);
            else
                Set!((TCollection)collection, i, (T)items[i]!);
        }
    }

    public override object?[]? Read(object collection) => ItemsOf((TCollection)collection)?.Select(item => (object?)item).ToArray();

    public override object? TraitOf(object collection) => State?.Invoke((TCollection)collection);

    public override void Insert(object collection, int at, object? item)
    {
        if (InsertAt is not null)
            InsertAt((TCollection)collection, at, (T)item!);
        else if (Add is not null)
            Rebuild((TCollection)collection, items => items.Insert(at, (T)item!), isAddition: at == ItemsOf((TCollection)collection)!.Count());
    }

    public override void Remove(object collection, int at)
    {
        if (RemoveAt is not null)
            RemoveAt((TCollection)collection, at);
        else if (Add is not null)
            Rebuild((TCollection)collection, items => items.RemoveAt(at), isAddition: false);
    }

    public override void Replace(object collection, int at, object? item)
    {
        if (Set is not null)
            Set((TCollection)collection, at, (T)item!);
        else if (Add is not null)
            Rebuild((TCollection)collection, items => items[at] = (T)item!, isAddition: false);
    }

    private IEnumerable<T>? ItemsOf(TCollection collection) => Items is not null ? Items(collection) : (IEnumerable<T>)collection!;

    // Collections without positions: the elements are taken out and put in again, unless one is only put behind the others.
    private void Rebuild(TCollection collection, Action<List<T>> change, bool isAddition)
    {
        var items = ItemsOf(collection)!.ToList();
        change(items);
        if (isAddition)
        {
            Add!(collection, items[^1]);
            return;
        }

        if (Clear is null)
            return;
        Clear(collection);
        foreach (var item in items)
            Add!(collection, item);
    }
}
