using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Tidemark.Architecture.Tests.Reading;

/// <summary>Names the types of signatures, and reports each one met.</summary>
internal sealed class TypeNames(MetadataReader reader, Action<string, string> met) : ISignatureTypeProvider<string, object?>
{
    private readonly string _self = reader.GetString(reader.GetAssemblyDefinition().Name);

    /// <summary>The name of a type, or of the outermost type that it is nested in.</summary>
    public static string OutermostOf(MetadataReader from, TypeDefinitionHandle handle)
    {
        var type = from.GetTypeDefinition(handle);
        while (type.IsNested)
            type = from.GetTypeDefinition(type.GetDeclaringType());
        return Join(from.GetString(type.Namespace), from.GetString(type.Name));
    }

    public string GetTypeFromDefinition(MetadataReader from, TypeDefinitionHandle handle, byte rawTypeKind = 0) =>
        Report(_self, OutermostOf(from, handle));

    public string GetTypeFromReference(MetadataReader from, TypeReferenceHandle handle, byte rawTypeKind = 0)
    {
        var type = from.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
            type = from.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        var assembly = type.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? from.GetString(from.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)
            : _self;
        return Report(assembly, Join(from.GetString(type.Namespace), from.GetString(type.Name)));
    }

    public string GetTypeFromSpecification(MetadataReader from, object? context, TypeSpecificationHandle handle, byte rawTypeKind = 0) =>
        from.GetTypeSpecification(handle).DecodeSignature(this, context);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;

    public string GetArrayType(string elementType, ArrayShape shape) => elementType + "[,]";

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetByReferenceType(string elementType) => elementType;

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetFunctionPointerType(MethodSignature<string> signature) => "function pointer";

    public string GetGenericMethodParameter(object? genericContext, int index) => "!!" + index;

    public string GetGenericTypeParameter(object? genericContext, int index) => "!" + index;

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "System." + typeCode;

    private static string Join(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";

    private string Report(string assembly, string name)
    {
        met(assembly, name);
        return name;
    }
}
