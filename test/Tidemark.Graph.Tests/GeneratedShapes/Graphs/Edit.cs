using System.Collections;
using System.Text;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Graphs;

/// <summary>One change of a live graph, in place. One that no longer fits, after the graph was shrunk, does nothing.</summary>
internal abstract record Edit(int Node)
{
    public virtual IEnumerable<Spec> Specs => [];

    public abstract void Apply(World world, GraphMaker maker);
}

/// <summary>Gives a member, or a member of the structs in it, another value.</summary>
internal sealed record SetEdit(int Node, IReadOnlyList<string> Path, Spec Value) : Edit(Node)
{
    public override IEnumerable<Spec> Specs => [Value];

    public override void Apply(World world, GraphMaker maker)
    {
        if (maker.Find(Node) is { } instance)
            Members.Change(maker, instance, Path, (type, _) => maker.Make(type, Value));
    }

    public override string ToString() => $"#{Node}.{string.Join('.', Path)} = {Value}";
}

/// <summary>Changes a text, or what is like one, somewhere in the middle.</summary>
internal sealed record TextEdit(int Node, IReadOnlyList<string> Path, uint Seed) : Edit(Node)
{
    public override void Apply(World world, GraphMaker maker)
    {
        if (maker.Find(Node) is { } instance)
            Members.Change(maker, instance, Path, (_, value) => Texts.Edited(value, Seed));
    }

    public override string ToString() => $"edit text #{Node}.{string.Join('.', Path)} by {Seed}";
}

/// <summary>Exchanges two members, if they can hold each other's values.</summary>
internal sealed record SwapEdit(int Node, string One, string Other) : Edit(Node)
{
    public override void Apply(World world, GraphMaker maker)
    {
        if (maker.Find(Node) is not { } instance
            || !maker.FieldsOf(instance.GetType()).TryGetValue(One, out var one)
            || !maker.FieldsOf(instance.GetType()).TryGetValue(Other, out var other)
            || one.FieldType != other.FieldType)
        {
            return;
        }

        var value = one.GetValue(instance);
        one.SetValue(instance, other.GetValue(instance));
        other.SetValue(instance, value);
    }

    public override string ToString() => $"swap #{Node}.{One} and {Other}";
}

/// <summary>What can be done to a collection.</summary>
internal enum ItemsVerb
{
    Insert,
    Remove,
    Replace,
    Move,
    Swap,
    Repeat,
    EditText,
    Refill,
}

/// <summary>Changes a collection in place.</summary>
internal sealed record ItemsEdit(int Node, ItemsVerb Verb, uint From, uint To, Spec Item) : Edit(Node)
{
    public override IEnumerable<Spec> Specs => [Item];

    public override void Apply(World world, GraphMaker maker)
    {
        if (maker.Find(Node) is not { } collection || world.KindOf(collection.GetType()) is not { Adapter: { } adapter, IsTracked: true })
            return;
        var items = adapter.Read(collection)!;
        if (Verb == ItemsVerb.Insert)
            adapter.Insert(collection, (int)(From % (items.Length + 1)), maker.Make(adapter.Element, Item));
        else if (items.Length > 0)
            Apply(maker, adapter, collection, items, (int)(From % items.Length), (int)(To % items.Length));
    }

    public override string ToString() => $"{Verb} in #{Node} at {From} to {To}: {Item}";

    private void Apply(GraphMaker maker, Adapter adapter, object collection, object?[] items, int from, int to)
    {
        switch (Verb)
        {
            case ItemsVerb.Remove:
                adapter.Remove(collection, from);
                break;
            case ItemsVerb.Replace:
                adapter.Replace(collection, from, maker.Make(adapter.Element, Item));
                break;
            case ItemsVerb.Move:
                adapter.Remove(collection, from);
                adapter.Insert(collection, Math.Min(to, adapter.Read(collection)!.Length), items[from]);
                break;
            case ItemsVerb.Swap:
                adapter.Replace(collection, from, items[to]);
                if (adapter.Read(collection)!.Length > to)
                    adapter.Replace(collection, to, items[from]);
                break;
            case ItemsVerb.Repeat:
                adapter.Insert(collection, to, items[from]);
                break;
            case ItemsVerb.EditText:
                adapter.Replace(collection, from, Texts.Edited(items[from], To));
                break;
            default:
                // The same elements, but those of an unordered collection mostly in another order.
                for (var i = adapter.Read(collection)!.Length - 1; i >= 0; i--)
                    adapter.Remove(collection, i);
                for (var i = 0; i < items.Length; i++)
                {
                    if (adapter.Read(collection)!.Length < items.Length)
                        adapter.Insert(collection, adapter.Read(collection)!.Length, items[items.Length - 1 - i]);
                }

                break;
        }
    }
}

/// <summary>Changes of members deep inside structs, which are copies until they are put back.</summary>
internal static class Members
{
    public static void Change(GraphMaker maker, object instance, IEnumerable<string> path, Func<Type, object?, object?> change)
    {
        var rest = path.ToArray();
        if (rest.Length == 0 || !maker.FieldsOf(instance.GetType()).TryGetValue(rest[0], out var field))
            return;
        var value = field.GetValue(instance);
        if (rest.Length > 1 && value is not null && field.FieldType.IsValueType)
            Change(maker, value, rest[1..], change);
        else if (rest.Length == 1)
            value = change(field.FieldType, value);
        field.SetValue(instance, value);
    }
}

/// <summary>Edits of texts and of what is like one.</summary>
internal static class Texts
{
    public static object? Edited(object? value, uint seed)
    {
        switch (value)
        {
            case string text:
                return Edited(text, seed);
            case StringBuilder builder:
                builder.Insert((int)(seed % (builder.Length + 1)), "+");
                return builder;
            case BitArray { Count: > 0 } bits:
                bits[(int)(seed % bits.Count)] ^= true;
                return bits;
            default:
                return value;
        }
    }

    private static string Edited(string text, uint seed)
    {
        var at = (int)(seed / 4 % (text.Length + 1));
        return (seed % 4) switch
        {
            0 => text.Insert(at, "new"),
            1 => text.Insert(at, "\u4e2d"),
            2 when at < text.Length => text.Remove(at, 1),
            _ when at < text.Length => text[..at] + (char)(text[at] ^ 1) + text[(at + 1)..],
            _ => text + "end",
        };
    }
}
