using System.Collections.ObjectModel;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// What the compiler's own lists are read back as: <c>IReadOnlyList&lt;T&gt; lines = [a, b];</c> makes an instance of a hidden type that no
/// other build has.
/// </summary>
internal sealed class FixedList<T>(T[] elements) : ReadOnlyCollection<T>(elements)
{
    public T[] Elements { get; } = elements;
}
