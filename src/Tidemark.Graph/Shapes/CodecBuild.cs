using Tidemark.Graph.Codecs;
using Tidemark.Graph.Codecs.Collections;
using Tidemark.Graph.Codecs.Converted;
using Tidemark.Graph.Codecs.Leaves;
using Tidemark.Graph.Codecs.Objects;

namespace Tidemark.Graph.Shapes;

/// <summary>
/// Builds the codecs of a type and of all it reaches. Codecs of classes and structs are made first and given their members afterwards, so
/// that types may contain each other; nothing is published before all of it is complete.
/// </summary>
internal sealed class CodecBuild(CodecRegistry registry)
{
    private readonly Queue<(Action Complete, string Path)> _incomplete = new();
    private readonly BuildPlace _place = new();

    public Dictionary<Type, Codec> Codecs { get; } = [];

    public Codec CodecOf(Type type)
    {
        if (registry.TryGetBuilt(type, out var codec) || Codecs.TryGetValue(type, out codec!))
            return codec;
        return Codecs[type] = Create(type);
    }

    /// <summary>Gives members to the codecs that wait for them.</summary>
    public void Complete()
    {
        while (_incomplete.TryDequeue(out var next))
        {
            _place.Path = next.Path;
            next.Complete();
        }
    }

    private Codec Create(Type type)
    {
        _place.Begin(type);
        if (!TypeSize.IsBounded(type) || Codecs.Count >= TypeSize.MaxTypes)
            throw _place.RefusedForSize(type);
        if (type.ContainsGenericParameters)
            throw _place.Refused(type, "it is a generic type without its arguments. Name it with them, such as List<int> instead of List<>");
        if (LeafCodecs.TryGet(type, out var leaf))
            return leaf;
        if (registry.ConversionOf(type) is { } conversion)
            return Converted(type, conversion);
        if (Refusal.ReasonAgainst(type) is { } reason)
            throw _place.Refused(type, reason);
        if (type == typeof(byte[]))
            return new ArrayCodec<byte>((Codec<byte>)CodecOf(typeof(byte))); // Named here, so that Native AOT has it.
        if (CollectionCodecs.TryCreate(type, ElementCodecOf, out var collection))
            return collection;
        if (typeof(Delegate).IsAssignableFrom(type))
            return Make(typeof(DelegateCodec<>), type);
        if (type.IsInterface || type.IsAbstract)
            return Make(typeof(AbstractCodec<>), type);
        if (Refusal.IsOwnCollection(type))
            return WithContent(type, CollectionCodecs.AncestorOf(type)!);
        if (InlineArrays.ElementOf(type) is { } element)
            return InlineArray(type, element);
        if (Refusal.ReasonAgainstFields(type) is { } fieldReason)
            throw _place.Refused(type, fieldReason);
        return type.IsValueType
            ? WithMembers(type, Make(typeof(StructCodec<>), type))
            : WithMembers(type, Make(typeof(ObjectCodec<>), type, registry.Mutability.IsTracked(type)));
    }

    private Codec Converted(Type type, Conversion conversion)
    {
        var plain = CodecOf(conversion.Plain);
        return plain is IConvertedCodec
            ? throw _place.Refused(type, "it is converted to a type that is converted itself. Convert it to a plain one")
            : conversion.MakeCodec(plain);
    }

    private Codec ElementCodecOf(Type type)
    {
        var path = _place.Path;
        _place.Path += "[]";
        var codec = CodecOf(type);
        _place.Path = path;
        return codec;
    }

    private Codec InlineArray(Type type, Type element)
    {
        if (InlineArrays.IsTooLarge(type))
            throw _place.Refused(type, "it is an inline array of more than 16 kB. Keep an array instead");
        return (Codec)Activator.CreateInstance(
            typeof(InlineArrayCodec<,>).MakeGenericType(type, element), ElementCodecOf(element), InlineArrays.LengthOf(type, element))!;
    }

    // The content comes with the members: a class may derive from a collection of itself.
    private Codec WithContent(Type type, Type ancestor)
    {
        var codec = Make(typeof(DerivedCollectionCodec<>), type);
        _incomplete.Enqueue((() =>
        {
            ((IDerivedCodec)codec).Content = ElementCodecOf(ancestor);
            Fill(type, (IMemberCodec)codec, ancestor);
        }, _place.Path));
        return Codecs[type] = codec;
    }

    private Codec WithMembers(Type type, Codec codec)
    {
        _incomplete.Enqueue((() => Fill(type, (IMemberCodec)codec, null), _place.Path));
        return Codecs[type] = codec;
    }

    private void Fill(Type type, IMemberCodec codec, Type? below)
    {
        var path = _place.Path;
        var (members, hooks) = _place.Locate(() => (ShapeMembers.Of(type, below), ReadingHooks.Of(type)));
        codec.Members = new MemberPlan(type, members, member =>
        {
            _place.Path = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            return CodecOf(member.Type);
        })
        {
            Hooks = hooks,
        };
    }

    private static Codec Make(Type definition, Type type, params object[] arguments) =>
        (Codec)Activator.CreateInstance(definition.MakeGenericType(type), arguments)!;
}
