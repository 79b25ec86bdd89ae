namespace Tidemark.Graph.Wire;

/// <summary>One scratch of each kind per thread; a walk within a walk gets one of its own.</summary>
internal static class Scratch<T> where T : class, new()
{
    [ThreadStatic]
    private static T? Kept;

    public static T Take()
    {
        var scratch = Kept ?? new T();
        Kept = null;
        return scratch;
    }

    public static void Give(T scratch) => Kept = scratch;
}
