using Tidemark.Graph.Patches;

namespace Tidemark.Graph;

/// <summary>
/// What a comparison of bytes against bytes found. For values that are bytes already, or come from another serialiser; graphs are compared
/// by <see cref="GraphPlan{T}.Compare"/> without being encoded.
/// </summary>
public abstract record BinaryComparison
{
    private static readonly Same TheSame = new();
    private static readonly Whole TheWhole = new();

    private BinaryComparison()
    {
    }

    /// <summary>
    /// Finds what turns a baseline into a value. Insertions, removals, moves and copies are found wherever they are, in time linear in the
    /// two lengths whatever the bytes; work memory is pooled. Nothing is allocated but the patch. Safe for all threads.
    /// </summary>
    /// <remarks>
    /// The method is the correcting one-and-a-half-pass algorithm of Ajtai, Burns, Fagin, Long and Stockmeyer, "Compactly Encoding
    /// Unstructured Inputs with Differential Compression" (Journal of the ACM 49:3, 2002): anchors by a hash of blocks of the baseline,
    /// extended both ways, with correction of what was matched before. A jump away from where the baseline stands must gain over staying,
    /// as in bsdiff (Percival, "Naive Differences of Executable Code", 2003).
    /// </remarks>
    /// <param name="baseline">The bytes as last synchronised.</param>
    /// <param name="value">The bytes of now.</param>
    /// <returns>
    /// <see cref="Same"/>, or <see cref="Patched"/>, or <see cref="Whole"/> if the patch would be longer than half of the value.
    /// </returns>
    public static BinaryComparison Of(ReadOnlySpan<byte> baseline, ReadOnlySpan<byte> value)
    {
        var prefix = baseline.CommonPrefixLength(value);
        if (prefix == baseline.Length && prefix == value.Length)
            return TheSame;
        var finder = new RunFinder(baseline, value);
        try
        {
            return finder.Find(prefix) && Write(baseline, value, finder.Runs) is { } patch
                ? new Patched(patch)
                : TheWhole;
        }
        finally
        {
            finder.Dispose();
        }
    }

    private static Patch? Write(ReadOnlySpan<byte> baseline, ReadOnlySpan<byte> value, ReadOnlySpan<Run> runs)
    {
        var writer = new PatchWriter(baseline.Length, BaselineFingerprint.Of(baseline), stackalloc byte[PatchWriter.FirstSize]);
        try
        {
            var done = 0;
            foreach (var run in runs)
            {
                writer.Insert(value[done..run.Start]);
                writer.Copy(run.Source, run.Length);
                done = run.End;
            }

            writer.Insert(value[done..]);
            return writer.End();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>The value is the baseline, byte for byte.</summary>
    public sealed record Same : BinaryComparison
    {
        internal Same()
        {
        }
    }

    /// <summary>A patch turns the baseline into the value.</summary>
    /// <param name="Patch">At most half as long as the value.</param>
    public sealed record Patched(Patch Patch) : BinaryComparison;

    /// <summary>A patch is not worth it: store or send the value itself.</summary>
    public sealed record Whole : BinaryComparison
    {
        internal Whole()
        {
        }
    }
}
