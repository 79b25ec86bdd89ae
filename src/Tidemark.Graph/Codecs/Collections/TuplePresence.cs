using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>Whether a tuple is there or null. A class that somebody derived from a tuple is refused.</summary>
internal static class TuplePresence
{
    public static bool Write<T>(ref GraphWriter writer, T? value) where T : class
    {
        writer.WriteByte(value is null ? (byte)0 : (byte)1);
        if (value is null)
            return false;
        Refused.UnlessOwn(value);
        return true;
    }

    public static bool Read(ref GraphReader reader)
    {
        var isThere = reader.ReadByte();
        if (isThere > 1)
            reader.Refuse("A tuple is neither there nor null");
        return isThere == 1;
    }

    /// <summary>The items beyond the seventh, which are a tuple themselves: a constructor throws otherwise.</summary>
    public static TRest Rest<TRest>(ref GraphReader reader, TRest rest)
    {
        if (rest is not ITuple)
            reader.Refuse("A tuple ends before its last items");
        return rest;
    }

    public static bool Same<T>(ref GraphComparer comparer, T? value, out bool isThere) where T : class
    {
        isThere = value is not null;
        if (value is not null)
            Refused.UnlessOwn(value);
        return comparer.SameByte(isThere ? (byte)1 : (byte)0);
    }
}
