using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Tidemark.Graph.Codecs;
using Tidemark.Graph.Codecs.Collections;
using Tidemark.Graph.Codecs.Leaves;
using Tidemark.Graph.Forms;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Shapes;

/// <summary>The types that bytes of one root may name: those reachable from the root, those registered, and collections of these.</summary>
internal sealed class TypeScope : ITypeScope
{
    // Composed types are made from stored names, and types are never unloaded: the number of them is bounded.
    private const int MaxComposed = 1024;

    private readonly CodecRegistry _registry;
    private readonly Dictionary<string, Type> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, Codec> _codecs = new();
    private readonly ConcurrentDictionary<string, Codec> _named = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Codec, string> _names = new();
    private readonly ConcurrentDictionary<Codec, Form> _forms = new();

    public TypeScope(Type root, CodecRegistry registry, GraphOptions options)
    {
        _registry = registry;
        var pending = new Queue<Type>([root, .. options.KnownTypes, .. options.Conversions.Keys]);
        while (pending.TryDequeue(out var type))
        {
            if (_codecs.ContainsKey(type))
                continue;
            if (_codecs.Count >= TypeSize.MaxTypes)
                throw GraphException.Refused(TypeSize.HeadOf(type), $"it is one of more than {TypeSize.MaxTypes} types that are reached").At("", root);
            var codec = registry.CodecOf(type);
            Admit(type, codec);
            foreach (var next in NextTypes.Of(type, codec))
                pending.Enqueue(next);
        }

        Forms = new FormScope(Definitions.Of(this, registry));
    }

    /// <summary>The forms of the types of the scope.</summary>
    public FormScope Forms { get; }

    /// <summary>The types of the scope, in the order they were reached.</summary>
    public IEnumerable<Type> Types => _types.Values;

    public Codec CodecOf(object value, Codec slot)
    {
        if (_codecs.TryGetValue(value.GetType(), out var codec))
            return codec;
        var type = CollectionCodecs.DeclaredTypeOf(value.GetType());
        if (_codecs.TryGetValue(type, out codec))
            return codec;
        Demand(type, slot.Type, value);
        try
        {
            return _codecs.GetOrAdd(type, _registry.CodecOf(type));
        }
        catch (GraphException refused)
        {
            throw refused.Concerning(value);
        }
    }

    /// <summary>The codec of a slot of a type that is reachable from the root.</summary>
    public Codec CodecOf(Type type) => _registry.CodecOf(type);

    public string NameOf(Codec codec) => _names.GetOrAdd(codec, static codec => TypeNames.Of(codec.Type));

    public Form FormOf(Codec codec) => _forms.GetOrAdd(codec, static (codec, self) => self.Forms.FormOf(self.NameOf(codec)), this);

    public bool TryResolve(string name, [NotNullWhen(true)] out Codec? codec)
    {
        if (_named.TryGetValue(name, out codec))
            return true;
        if (_named.Count >= MaxComposed || TypeNames.Compose(name, PlainType) is not { } type || !IsInScope(type))
            return false;
        try
        {
            codec = _named[name] = _codecs.GetOrAdd(type, _registry.CodecOf(type));
            return true;
        }
        catch (GraphException)
        {
            return false;
        }
    }

    private void Admit(Type type, Codec codec)
    {
        _codecs[type] = codec;
        if (TypeNames.ReasonAgainstName(type) is { } reason)
            throw GraphException.Refused(type, reason);
        if (!_types.TryAdd(TypeNames.Of(type), type) && _types[TypeNames.Of(type)] != type)
        {
            throw GraphException.Refused(
                type, "another type has the same name, and bytes name types without assemblies. Rename one of them, or give it a [SessionName]");
        }
    }

    private void Demand(Type type, Type slot, object value)
    {
        var stranger = StrangerIn(type);
        if (stranger is null)
        {
            // What is written must be found again by its name.
            if (TypeNames.Compose(TypeNames.Of(type), PlainType) == type)
                return;
            throw GraphException.Refused(
                TypeSize.HeadOf(type), $"its type arguments nest over {TypeSize.MaxDepth} deep. Keep a class of your own in between", value);
        }

        var reason = Refusal.ReasonAgainst(stranger)
            ?? (_registry.ConversionOf(stranger) is null ? Refusal.ReasonAgainstFields(stranger) : null)
            ?? Refusal.ReasonAgainstStranger(stranger, stranger == type ? slot : typeof(object));
        throw GraphException.Refused(stranger, reason, value);
    }

    // The type, or the first of those that it is composed of, which bytes may not name; null if they may name all of it.
    private Type? StrangerIn(Type type)
    {
        if (IsInScope(type))
            return null;
        var parts = CollectionCodecs.IsCollection(type) ? CollectionCodecs.ElementTypes(type) : TupleTypes.IsTuple(type) ? type.GenericTypeArguments : [];
        return parts.Select(StrangerIn).FirstOrDefault(stranger => stranger is not null) ?? type;
    }

    private Type? PlainType(string name) => _types.TryGetValue(name, out var type) ? type : LeafCodecs.Named(name);

    private bool IsInScope(Type type) => _codecs.ContainsKey(type) || IsComposed(type);

    private bool IsComposed(Type type) =>
        LeafCodecs.Named(TypeNames.Of(type)) == type ||
        (CollectionCodecs.IsCollection(type) && CollectionCodecs.ElementTypes(type).All(IsInScope)) ||
        ((TupleTypes.IsTuple(type) || CollectionInterfaces.Contains(type)) && type.GenericTypeArguments.All(IsInScope));
}
