using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Forms;

/// <summary>Heads of collections that say how many elements there are, read without the type.</summary>
internal static class FormHeads
{
    /// <summary>The lengths of an array of several dimensions.</summary>
    /// <returns>How many elements it has.</returns>
    public static int ReadLengths(ref GraphReader reader, Form grid, out uint[] lengths)
    {
        lengths = new uint[grid.Rank];
        ulong count = 1, nonZero = 1;
        foreach (ref var length in lengths.AsSpan())
        {
            length = reader.ReadVarint();
            if (length > (uint)Array.MaxLength || nonZero * Math.Max(length, 1) > (ulong)Array.MaxLength)
                reader.Refuse("An array is too large");
            nonZero *= Math.Max(length, 1);
            count *= length;
        }

        reader.Claim(count, grid.Part.MinSize);
        return (int)count;
    }

    /// <summary>The count of a collection that may be missing: -1 if it is.</summary>
    public static int ReadMadeCount(ref GraphReader reader, Form element)
    {
        var head = reader.ReadVarint();
        if (head == 0)
            return -1;
        reader.Claim(head - 1, element.MinSize);
        return (int)(head - 1);
    }
}
