namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// How a comparer is written: one byte.
/// <code>
/// 0 the default comparer of the type
/// 1 ordinal    2 ordinal, ignoring case    3 invariant culture    4 invariant culture, ignoring case
/// 5 by reference
/// </code>
/// </summary>
internal static class StringComparers
{
    public const byte Default = 0;
    public const byte Ordinal = 1;
    public const byte Reference = 5;

    private static readonly StringComparer[] Known =
    [
        StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase,
        StringComparer.InvariantCulture, StringComparer.InvariantCultureIgnoreCase,
    ];

    public static bool TryFind(object comparer, out byte code)
    {
        for (var i = 0; i < Known.Length; i++)
        {
            if (ReferenceEquals(comparer, Known[i]) || comparer.Equals(Known[i]))
            {
                code = (byte)(i + 1);
                return true;
            }
        }

        code = 0;
        return false;
    }

    public static StringComparer? Of(byte code) => code >= 1 && code <= Known.Length ? Known[code - 1] : null;
}
