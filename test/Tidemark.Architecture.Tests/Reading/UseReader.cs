using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Tidemark.Architecture.Tests.Reading;

/// <summary>
/// Reads every use that the code of an assembly makes of types and members: in instructions, locals, signatures, fields, base types
/// and interfaces. It works on what the compiler wrote, so that no spelling of a use escapes it.
/// </summary>
internal sealed class UseReader
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly TypeNames _names;
    private readonly HashSet<Use> _uses = [];
    private readonly Dictionary<string, string> _assemblies = [];
    private string _from = "";
    private string _method = "";

    private UseReader(PEReader file)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
        _names = new TypeNames(_metadata, (assembly, type) =>
        {
            _assemblies[type] = assembly;
            _uses.Add(new Use(_from, _method, assembly, type, "", ""));
        });
    }

    public static IReadOnlyCollection<Use> Read(Stream assembly)
    {
        using var file = new PEReader(assembly);
        var reader = new UseReader(file);
        foreach (var handle in reader._metadata.TypeDefinitions)
            reader.ReadType(handle);
        return reader._uses;
    }

    private void ReadType(TypeDefinitionHandle handle)
    {
        (_from, _method) = (TypeNames.OutermostOf(_metadata, handle), "");
        var type = _metadata.GetTypeDefinition(handle);
        NameOf(type.BaseType);
        foreach (var implementation in type.GetInterfaceImplementations())
            NameOf(_metadata.GetInterfaceImplementation(implementation).Interface);
        foreach (var field in type.GetFields())
            _metadata.GetFieldDefinition(field).DecodeSignature(_names, null);
        foreach (var method in type.GetMethods())
            ReadMethod(_metadata.GetMethodDefinition(method));
    }

    private void ReadMethod(MethodDefinition method)
    {
        _method = _metadata.GetString(method.Name);
        method.DecodeSignature(_names, null);
        if (method.RelativeVirtualAddress == 0)
            return;
        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null);
        foreach (var (token, constant) in Instructions.TokensOf(body))
            ReadToken(token, constant);
    }

    private void ReadToken(EntityHandle token, int? constant)
    {
        switch (token.Kind)
        {
            case HandleKind.MemberReference:
                var reference = _metadata.GetMemberReference((MemberReferenceHandle)token);
                Add(reference.Parent, reference.Name, ParametersOf(reference), constant);
                break;
            case HandleKind.MethodDefinition:
                var method = _metadata.GetMethodDefinition((MethodDefinitionHandle)token);
                Add(method.GetDeclaringType(), method.Name, string.Join(", ", method.DecodeSignature(_names, null).ParameterTypes), constant);
                break;
            case HandleKind.FieldDefinition:
                var field = _metadata.GetFieldDefinition((FieldDefinitionHandle)token);
                Add(field.GetDeclaringType(), field.Name, "", null);
                break;
            case HandleKind.MethodSpecification:
                var specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)token);
                specification.DecodeSignature(_names, null);
                ReadToken(specification.Method, constant);
                break;
            default:
                NameOf(token);
                break;
        }
    }

    private string ParametersOf(MemberReference reference) => reference.GetKind() == MemberReferenceKind.Method
        ? string.Join(", ", reference.DecodeMethodSignature(_names, null).ParameterTypes)
        : reference.DecodeFieldSignature(_names, null)[..0];

    private void Add(EntityHandle owner, StringHandle member, string parameters, int? constant)
    {
        if (NameOf(owner) is not { } type)
            return;
        var assembly = _assemblies.GetValueOrDefault(type, "");
        _uses.Add(new Use(_from, _method, assembly, type, _metadata.GetString(member), parameters) { Constant = constant });
    }

    private string? NameOf(EntityHandle handle) => handle.Kind switch
    {
        _ when handle.IsNil => null,
        HandleKind.TypeDefinition => _names.GetTypeFromDefinition(_metadata, (TypeDefinitionHandle)handle),
        HandleKind.TypeReference => _names.GetTypeFromReference(_metadata, (TypeReferenceHandle)handle),
        HandleKind.TypeSpecification => _names.GetTypeFromSpecification(_metadata, null, (TypeSpecificationHandle)handle),
        _ => null,
    };
}
