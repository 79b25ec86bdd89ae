namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// An order in which what is added comes last: rebuilds a sorted collection as it was stored, where the order that somebody wrote, asked
/// here and now, takes two elements for one. It may go by the culture of whoever reads, or be another one since a deploy.
/// </summary>
internal sealed class AddedLast<T> : IComparer<T>
{
    private readonly int _sign;

    private AddedLast(int sign) => _sign = sign;

    /// <summary>For collections that compare what is added with what is there.</summary>
    public static AddedLast<T> WithPresent { get; } = new(1);

    /// <summary>For collections that compare what is there with what is added.</summary>
    public static AddedLast<T> FromPresent { get; } = new(-1);

    public int Compare(T? x, T? y) => _sign;
}
