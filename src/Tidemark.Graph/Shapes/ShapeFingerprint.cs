using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tidemark.Graph.Codecs.Objects;

namespace Tidemark.Graph.Shapes;

/// <summary>64 bits that change when the shape of a root does: the names of the types it reaches, and their members' names and types.</summary>
internal static class ShapeFingerprint
{
    public static ulong Of(TypeScope scope, CodecRegistry registry)
    {
        var text = new StringBuilder();
        foreach (var type in scope.Types)
        {
            text.Append(TypeNames.Of(type));
            if (type.IsEnum)
                text.Append(':').Append(type.GetEnumUnderlyingType().Name);
            if (registry.CodecOf(type) is IMemberCodec codec)
            {
                foreach (var member in codec.Members.Members)
                    text.Append('\n').Append(member.Name).Append(' ').Append(TypeNames.Of(member.Type));
            }

            text.Append('\0');
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
