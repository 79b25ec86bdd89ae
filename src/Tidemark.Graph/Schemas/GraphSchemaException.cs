using System.Globalization;
using Tidemark.Graph.Schemas;

namespace Tidemark.Graph;

/// <summary>
/// A payload of another build cannot be read by this one, because the types of a member do not go together. The payload itself is sound:
/// the other build reads it. No value is told.
/// </summary>
public sealed class GraphSchemaException : GraphFormatException
{
    internal GraphSchemaException(string path, string written, string expected, string remedy, Resolution resolution, Exception? cause = null)
        : base(
            string.Create(
                CultureInfo.InvariantCulture,
                $"At {(path.Length == 0 ? "the root" : path)}: the build of schema {resolution.Writer.Fingerprint:x16} wrote {written}, and "
                + $"the build of schema {resolution.Reader.Fingerprint:x16} has {expected}. {remedy}"),
            cause)
    {
        (Path, Written, Expected) = (path, written, expected);
        (WriterFingerprint, ReaderFingerprint) = (resolution.Writer.Fingerprint, resolution.Reader.Fingerprint);
    }

    /// <summary>The member, such as <c>Lines[3].Quantity</c>; empty for the root.</summary>
    public string Path { get; }

    /// <summary>What the writer had there: the name of a type, or null.</summary>
    public string Written { get; }

    /// <summary>The name of the type that this build has there.</summary>
    public string Expected { get; }

    /// <summary>The fingerprint of the schema of the build that wrote the payload.</summary>
    public ulong WriterFingerprint { get; }

    /// <summary>The fingerprint of this build's schema.</summary>
    public ulong ReaderFingerprint { get; }
}
