using System.Collections;
using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// The comparer in the head. Then whether it is read-only, how many names, and each name with how many values plus one (0 for none) and
/// these, of which the first may be null. Compare allocates: values come as arrays.
/// </summary>
internal sealed class NameValueCollectionCodec : ReferenceCodec<NameValueCollection>
{
    public override void WriteHead(ref GraphWriter writer, object value) => writer.WriteByte(ComparerOf((NameValueCollection)value));

    public override object ReadHead(ref GraphReader reader)
    {
        var comparer = StringComparers.Of(reader.ReadByte());
        if (comparer is null)
            reader.Refuse("A comparer is not known");
        return new NameValueCollection(comparer);
    }

    public override bool SameHead(ref GraphComparer comparer, object value) =>
        comparer.SameByte(ComparerOf((NameValueCollection)value));

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        var live = (NameValueCollection)value;
        writer.WriteByte(IsReadOnly(live) ? (byte)1 : (byte)0);
        writer.WriteVarint((uint)live.Count);
        for (var i = 0; i < live.Count; i++)
        {
            writer.WriteString(live.GetKey(i));
            var values = live.GetValues(i);
            writer.WriteVarint(values is null ? 0 : (uint)values.Length + 1);
            foreach (var text in values ?? [])
                writer.WriteString(text);
        }
    }

    public override void ReadBody(ref GraphReader reader, object value)
    {
        var live = (NameValueCollection)value;
        var isReadOnly = reader.ReadByte();
        if (isReadOnly > 1)
            reader.Refuse("A NameValueCollection is neither read-only nor writable");
        var count = reader.ReadCount(2);
        for (var i = 0; i < count; i++)
        {
            var name = reader.ReadString();
            var values = reader.ReadVarint();
            if (values <= 1)
                live.Add(name, null);
            else
                ReadValues(ref reader, live, name, values - 1);
            if (live.Count != i + 1)
                reader.Refuse("A name of a NameValueCollection is there twice");
        }

        IsReadOnly(live) = isReadOnly == 1;
    }

    public override bool SameBody(ref GraphComparer comparer, object value)
    {
        var live = (NameValueCollection)value;
        if (!comparer.SameByte(IsReadOnly(live) ? (byte)1 : (byte)0) || !comparer.SameVarint((uint)live.Count))
            return false;
        for (var i = 0; i < live.Count; i++)
        {
            if (!comparer.SameString(live.GetKey(i)) || !SameValues(ref comparer, live.GetValues(i)))
                return false;
        }

        return true;
    }

    // Add leaves out a null and Set does not, so that a null can only be the first.
    private static void ReadValues(ref GraphReader reader, NameValueCollection live, string? name, uint count)
    {
        live.Set(name, reader.ReadString());
        for (; count > 1; count--)
        {
            if (reader.ReadString() is not { } text)
                reader.Refuse("A later value of a NameValueCollection is null");
            else
                live.Add(name, text);
        }
    }

    private static bool SameValues(ref GraphComparer comparer, string[]? values)
    {
        if (!comparer.SameVarint(values is null ? 0 : (uint)values.Length + 1))
            return false;
        foreach (var text in values ?? [])
        {
            if (!comparer.SameString(text))
                return false;
        }

        return true;
    }

    private static byte ComparerOf(NameValueCollection value)
    {
        var comparer = KeyComparerOf(value);
        return StringComparers.TryFind(comparer, out var code) ? code : throw Refused.Comparer(value, comparer);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_keyComparer")]
    private static extern ref IEqualityComparer KeyComparerOf(NameObjectCollectionBase collection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_readOnly")]
    private static extern ref bool IsReadOnly(NameObjectCollectionBase collection);
}
