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
    private readonly Queue<(Type Type, IMemberCodec Codec, Type? Below, string Path)> _withoutMembers = new();
    private Type? _root;
    private string _path = "";

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
        while (_withoutMembers.TryDequeue(out var next))
        {
            next.Codec.Members = new MemberPlan(next.Type, ShapeMembers.Of(next.Type, next.Below), member =>
            {
                _path = next.Path.Length == 0 ? member.Name : $"{next.Path}.{member.Name}";
                return CodecOf(member.Type);
            });
        }
    }

    private Codec Create(Type type)
    {
        _root ??= type;
        if (LeafCodecs.TryGet(type, out var leaf))
            return leaf;
        if (registry.ConversionOf(type) is { } conversion)
            return Converted(type, conversion);
        if (Refusal.ReasonAgainst(type) is { } reason)
            throw GraphException.Refused(type, reason).At(_path, _root);
        if (type == typeof(byte[]))
            return new ArrayCodec<byte>((Codec<byte>)CodecOf(typeof(byte))); // Named here, so that Native AOT has it.
        if (CollectionCodecs.TryCreate(type, ElementCodecOf, out var collection))
            return collection;
        if (typeof(Delegate).IsAssignableFrom(type))
            return Make(typeof(DelegateCodec<>), type);
        if (type.IsInterface || type.IsAbstract)
            return Make(typeof(AbstractCodec<>), type);
        if (CollectionCodecs.AncestorOf(type) is { } ancestor && ElementCodecOf(ancestor) is IInPlaceCodec content)
            return WithMembers(type, Make(typeof(DerivedCollectionCodec<>), type, content), ancestor);
        if (Refusal.ReasonAgainstFields(type) is { } fieldReason)
            throw GraphException.Refused(type, fieldReason).At(_path, _root);
        return type.IsValueType
            ? WithMembers(type, Make(typeof(StructCodec<>), type), null)
            : WithMembers(type, Make(typeof(ObjectCodec<>), type, registry.Mutability.IsTracked(type)), null);
    }

    private Codec Converted(Type type, Conversion conversion)
    {
        var plain = CodecOf(conversion.Plain);
        return plain is IConvertedCodec
            ? throw GraphException.Refused(type, "it is converted to a type that is converted itself. Convert it to a plain one").At(_path, _root!)
            : conversion.MakeCodec(plain);
    }

    private Codec ElementCodecOf(Type type)
    {
        var path = _path;
        _path += "[]";
        var codec = CodecOf(type);
        _path = path;
        return codec;
    }

    private Codec WithMembers(Type type, Codec codec, Type? below)
    {
        _withoutMembers.Enqueue((type, (IMemberCodec)codec, below, _path));
        return Codecs[type] = codec;
    }

    private static Codec Make(Type definition, Type type, params object[] arguments) =>
        (Codec)Activator.CreateInstance(definition.MakeGenericType(type), arguments)!;
}
