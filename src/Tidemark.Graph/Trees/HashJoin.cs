namespace Tidemark.Graph.Trees;

/// <summary>Finds what has one hash on two sides.</summary>
internal static class HashJoin
{
    /// <summary>The positions of each hash on both sides, each in their order.</summary>
    public static IEnumerable<(ArraySegment<int> Left, ArraySegment<int> Right)> Of(ulong[] left, ulong[] right)
    {
        var (ones, others) = (Sorted(left), Sorted(right));
        var (i, k) = (0, 0);
        while (i < ones.Length || k < others.Length)
        {
            var hash = i == ones.Length ? right[others[k]]
                : k == others.Length ? left[ones[i]]
                : Math.Min(left[ones[i]], right[others[k]]);
            var (one, other) = (Run(left, ones, i, hash), Run(right, others, k, hash));
            yield return (one, other);
            (i, k) = (i + one.Count, k + other.Count);
        }
    }

    private static int[] Sorted(ulong[] hashes)
    {
        var (keys, positions) = ((ulong[])hashes.Clone(), new int[hashes.Length]);
        for (var i = 0; i < positions.Length; i++)
            positions[i] = i;
        Array.Sort(keys, positions);
        for (var i = 0; i < positions.Length;)
        {
            var run = Run(hashes, positions, i, keys[i]);
            run.AsSpan().Sort();
            i += run.Count;
        }

        return positions;
    }

    private static ArraySegment<int> Run(ulong[] hashes, int[] positions, int start, ulong hash)
    {
        var end = start;
        while (end < positions.Length && hashes[positions[end]] == hash)
            end++;
        return new ArraySegment<int>(positions, start, end - start);
    }
}
