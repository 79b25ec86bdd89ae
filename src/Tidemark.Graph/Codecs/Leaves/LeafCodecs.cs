using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>The codecs of types that hold no other types.</summary>
internal static class LeafCodecs
{
    private static readonly IPAddressCodec Address = new();

    private static readonly FrozenDictionary<Type, Codec> Known = new Codec[]
    {
        new BoolCodec(), Any<byte>(), Any<sbyte>(), Any<short>(), Any<ushort>(), Any<int>(), Any<uint>(), Any<long>(), Any<ulong>(),
        Any<char>(), Any<Half>(), Any<float>(), Any<double>(), Any<Int128>(), Any<UInt128>(), new DecimalCodec(),
        Any<Guid>(), Any<TimeSpan>(), new FixedCodec<DateTime, DateTimeBits>(), new DateTimeOffsetCodec(),
        new FixedCodec<DateOnly, DateOnlyBits>(), new FixedCodec<TimeOnly, TimeOnlyBits>(),
        Any<Index>(), Any<Range>(), Any<Complex>(), new FixedCodec<Rune, RuneBits>(), new BigIntegerCodec(),
        new StringCodec(), new UriCodec(), new VersionCodec(), new CultureInfoCodec(), new TimeZoneInfoCodec(), new DBNullCodec(),
        Address, new IPEndPointCodec(Address), new StringBuilderCodec(), new BitArrayCodec(), new JsonElementCodec(), new JsonValueCodec(),
        new StatelessCodec<object>(), new StatelessCodec<Lock>(),
    }.ToFrozenDictionary(codec => codec.Type);

    private static readonly FrozenSet<Type> Mutable = FrozenSet.Create(
        typeof(object), typeof(Lock), typeof(StringBuilder), typeof(BitArray), typeof(IPAddress), typeof(IPEndPoint), typeof(CultureInfo), typeof(JsonValue));

    private static readonly FrozenDictionary<string, Type> Names =
        Known.Keys.ToFrozenDictionary(type => type.FullName!, StringComparer.Ordinal);

    /// <summary>The codec of a leaf type, enums included. For <see cref="object"/> it is the codec of a plain instance.</summary>
    public static bool TryGet(Type type, [MaybeNullWhen(false)] out Codec codec)
    {
        if (Known.TryGetValue(type, out codec))
            return true;
        if (!type.IsEnum)
            return false;
        codec = (Codec)Activator.CreateInstance(typeof(FixedCodec<,>).MakeGenericType(type, typeof(AnyBits<>).MakeGenericType(type)))!;
        return true;
    }

    /// <summary>The leaf type of a full name, enums not included; null if there is none.</summary>
    public static Type? Named(string name) => Names.GetValueOrDefault(name);

    /// <summary>Whether a type holds no other types, enums not included.</summary>
    public static bool IsLeaf(Type type) => Known.ContainsKey(type);

    /// <summary>Whether no instance of a leaf type can change after it was made.</summary>
    public static bool IsImmutable(Type type) => type.IsEnum || (Known.ContainsKey(type) && !Mutable.Contains(type));

    private static FixedCodec<T, AnyBits<T>> Any<T>() where T : unmanaged => new();
}
