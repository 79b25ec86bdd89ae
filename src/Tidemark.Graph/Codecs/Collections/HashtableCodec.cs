using System.Collections;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>Walking a <see cref="Hashtable"/> takes its enumerator: compare allocates it.</summary>
internal sealed class HashtableCodec(Codec<object> key, Codec<object?> value) : EntriesCodec<Hashtable, object, object?>(key, value)
{
    protected override byte ComparerOf(Hashtable dictionary)
    {
        var comparer = KeyComparerOf(dictionary);
        if (comparer is null)
            return StringComparers.Default;
        return StringComparers.TryFind(comparer, out var code) ? code : throw Refused.Comparer(dictionary, comparer);
    }

    protected override Hashtable Create(ref GraphReader reader) => new(ReadComparer(ref reader));

    protected override void Construct(ref GraphReader reader, Hashtable dictionary) => Construct(dictionary, ReadComparer(ref reader));

    protected override Snapshot<KeyValuePair<object, object?>> EntriesOf(Hashtable dictionary)
    {
        var snapshot = Snapshot<KeyValuePair<object, object?>>.Rent(dictionary.Count, out var room);
        var i = 0;
        for (var walk = dictionary.GetEnumerator(); walk.MoveNext(); i++)
            room[i] = new KeyValuePair<object, object?>(walk.Key, walk.Value);
        return snapshot;
    }

    protected override void Add(Hashtable dictionary, object key, object? value) => dictionary.Add(key, value);

    private static StringComparer? ReadComparer(ref GraphReader reader)
    {
        var code = reader.ReadByte();
        var comparer = StringComparers.Of(code);
        if (comparer is null && code != StringComparers.Default)
            reader.Refuse("A comparer is not known");
        return comparer;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_keycomparer")]
    private static extern ref IEqualityComparer? KeyComparerOf(Hashtable dictionary);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void Construct(Hashtable dictionary, IEqualityComparer? comparer);
}
