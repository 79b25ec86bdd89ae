using Tidemark.Graph;

namespace Tidemark;

/// <summary>
/// An attribute that this build cannot read: damaged, of types that do not go together with this build's, or of a schema that nobody published.
/// Holds personal data: keep it out of logs.
/// </summary>
public sealed class UnreadableAttribute
{
    private readonly Lazy<GraphNode?> _tree;

    internal UnreadableAttribute(string name, SessionAttributeException reason, ReadOnlyMemory<byte> bytes, Func<ReadOnlyMemory<byte>, GraphNode?> read)
    {
        (Name, Reason, Bytes) = (name, reason, bytes);
        _tree = new Lazy<GraphNode?>(() => read(bytes));
    }

    /// <summary>The attribute's name.</summary>
    public string Name { get; }

    /// <summary>
    /// Why it cannot be read, with the cause inside: a <see cref="GraphSchemaException"/> names the member and the schemas of both builds.
    /// </summary>
    public SessionAttributeException Reason { get; }

    /// <summary>What the store has; empty if the patches that the store has of it make no value.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>
    /// What the store has as names and values, read by the schema of the build that wrote it; null if that is not to be had, or the bytes are damaged.
    /// Read when it is first asked for.
    /// </summary>
    public GraphNode? Tree => _tree.Value;
}
