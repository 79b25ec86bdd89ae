using Tidemark.Graph.Compare;

namespace Tidemark.Graph;

/// <summary>What a compare of a live graph with its baseline found. Immutable, and safe for all threads.</summary>
public readonly record struct GraphComparison
{
    private readonly ChangeList _changes;

    private GraphComparison(ChangeList changes, Patch? patch, ReadOnlyMemory<byte>? whole) =>
        (_changes, Patch, Whole) = (changes, patch, whole);

    /// <summary>Whether the live graph is what the baseline holds.</summary>
    public bool IsSame => _changes.Count == 0;

    /// <summary>
    /// The paths of what changed, such as <c>Lines[3].Quantity</c>, in the order of the walk; empty for the root itself. A collection that lost
    /// or gained elements is named as a whole. At most <see cref="MaxChanges"/>; none if nothing changed.
    /// </summary>
    public IReadOnlyList<string> Changes => _changes;

    /// <summary>The first of <see cref="Changes"/>; null if there is none.</summary>
    public string? FirstDifference => IsSame ? null : _changes[0];

    /// <summary>Turns the baseline into bytes of the live graph; null if nothing changed, or if <see cref="Whole"/> is the shorter way.</summary>
    public Patch? Patch { get; }

    /// <summary>The live graph's own bytes, if a patch would be longer than half of them; else null.</summary>
    public ReadOnlyMemory<byte>? Whole { get; }

    /// <summary>How many paths are told: 64.</summary>
    public const int MaxChanges = 64;

    /// <summary>
    /// Compares what another serialiser made of a value with its baseline, by <see cref="BinaryComparison"/>. Of a change only the root is told.
    /// </summary>
    /// <param name="baseline">The bytes as last synchronised.</param>
    /// <param name="value">The bytes of now; copied if they are the answer.</param>
    public static GraphComparison OfBytes(ReadOnlySpan<byte> baseline, ReadOnlySpan<byte> value) => OfBytes(baseline, value, ChangeList.Root);

    /// <summary>All of the value is new: what it is written in is something else than the baseline is, so that a patch would mislead.</summary>
    public static GraphComparison OfWhole(ReadOnlyMemory<byte> value) => Replaced(ChangeList.Root, value);

    internal static GraphComparison Same => default;

    internal static GraphComparison OfBytes(ReadOnlySpan<byte> baseline, ReadOnlySpan<byte> value, ChangeList changes) =>
        BinaryComparison.Of(baseline, value) switch
        {
            BinaryComparison.Same => Same,
            BinaryComparison.Patched(var patch) => Patched(changes, patch),
            _ => Replaced(changes, value.ToArray()),
        };

    internal static GraphComparison Patched(ChangeList changes, Patch patch) => new(changes, patch, null);

    internal static GraphComparison Replaced(ChangeList changes, ReadOnlyMemory<byte> whole) => new(changes, null, whole);
}
