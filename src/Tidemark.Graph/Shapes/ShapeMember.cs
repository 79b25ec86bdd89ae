using System.Reflection;

namespace Tidemark.Graph.Shapes;

/// <summary>One instance field of a type, by the name users know it by.</summary>
internal sealed record ShapeMember(string Name, FieldInfo Field)
{
    public Type Type => Field.FieldType;
}
