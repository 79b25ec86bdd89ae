using static Tidemark.Graph.Codecs.Refused;

namespace Tidemark.Graph;

/// <summary>A graph, or its type, holds something that cannot be state. Nothing was written.</summary>
public sealed class GraphException : Exception
{
    private readonly string _reason;

    internal GraphException(string reason, string path = "", object? offender = null, Type? root = null, Exception? cause = null)
        : base(Text(reason, path, root), cause)
    {
        _reason = reason;
        Path = path;
        Offender = offender;
    }

    /// <summary>Where in the graph, such as <c>Lines[3].Product</c>; empty for the root.</summary>
    public string Path { get; }

    // The instance that was refused: its path is looked up only once it is needed, so that the walk itself carries none.
    internal object? Offender { get; }

    internal static GraphException Refused(Type type, string reason, object? offender = null) =>
        new($"{NameOf(type)} cannot be session state: {reason}.", "", offender);

    // The same of a type that an instance has: its path is found by the instance.
    internal GraphException Concerning(object offender) => new(_reason, "", offender);

    internal GraphException At(string path, Type root) => new(_reason, path, null, root, InnerException);

    private static string Text(string reason, string path, Type? root) =>
        (root, path.Length) switch
        {
            (null, _) => reason,
            (_, 0) => $"In {NameOf(root)}: {reason}",
            _ => path[0] == '[' ? $"At {NameOf(root)}{path}: {reason}" : $"At {NameOf(root)}.{path}: {reason}",
        };
}
