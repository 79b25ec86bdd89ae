using System.Reflection;

namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>What holds for every type of a family.</summary>
[Flags]
internal enum Trait
{
    None = 0,

    /// <summary>Elements in another order are the same state.</summary>
    AnyOrder = 1,

    /// <summary>Immutable if its arguments are; no identity.</summary>
    Made = 2,

    /// <summary>The first argument is hashed.</summary>
    Hashes = 4,

    /// <summary>The first argument is sorted.</summary>
    Sorts = 8,

    /// <summary>Decoding may give another order than the encoded collection had.</summary>
    Reorders = 16,

    /// <summary>Comparing takes memory: a copy, or an enumerator.</summary>
    Allocates = 32,

    /// <summary>A value of the type lies in its slot: a struct that holds it cannot be its argument.</summary>
    InPlace = 64,

    /// <summary>Taken by its fields, as a declared type is.</summary>
    ByFields = 128,

    /// <summary>Only of value types.</summary>
    OfValues = 256,

    /// <summary>The last argument is sorted.</summary>
    SortsLast = 512,

    /// <summary>A window on an array: what it shows can change.</summary>
    Window = 1024,

    /// <summary>An interface: a slot of it holds collections of other families.</summary>
    Interface = 2048,
}

/// <summary>A generic type, open, or arrays of one rank.</summary>
internal sealed class Family(string name, Type open, Trait traits, MethodInfo? adapter)
{
    public string Name { get; } = name;

    public Type Open { get; } = open;

    public int Arity { get; } = open.IsGenericType ? open.GetGenericArguments().Length : open.IsArray ? 1 : 0;

    public bool Has(Trait trait) => (traits & trait) != 0;

    public Type Close(Type[] arguments) =>
        Open.IsSZArray ? arguments[0].MakeArrayType() :
        Open.IsArray ? arguments[0].MakeArrayType(Open.GetArrayRank()) :
        Open.IsGenericType ? Open.MakeGenericType(arguments) : Open;

    /// <summary>The family's ways to make and change a collection, for these arguments; null if it is taken by its fields.</summary>
    public Adapter? AdapterFor(Type[] arguments)
    {
        if (adapter is null)
            return null;
        return (Adapter)(adapter.IsGenericMethod ? adapter.MakeGenericMethod(arguments) : adapter).Invoke(null, null)!;
    }

    public string TextOf(string[] arguments) =>
        Open.IsArray ? $"{arguments[0]}[{new string(',', Open.GetArrayRank() - 1)}]" :
        Open.IsGenericType ? $"{Name}<{string.Join(", ", arguments)}>" : Name;
}
