using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Tidemark.Architecture.Tests.Reading;

namespace Tidemark.Architecture.Tests.Rules;

/// <summary>Lists what users can see of an assembly, one declaration a line, sorted.</summary>
internal static class PublicApi
{
    private static readonly SymbolDisplayFormat TypeFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: Small);

    private static readonly SymbolDisplayFormat MemberFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeExplicitInterface,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeModifiers | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: Small);

    private const SymbolDisplayMiscellaneousOptions Small = SymbolDisplayMiscellaneousOptions.UseSpecialTypes
        | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier;

    private static readonly MethodKind[] Written =
        [MethodKind.Ordinary, MethodKind.Constructor, MethodKind.UserDefinedOperator, MethodKind.Conversion];

    /// <param name="assembly">What is listed.</param>
    /// <param name="others">
    /// What it refers to, beyond the platform and its packages. All of it: of a type that is not there, Roslyn does not know whether it is a value, and
    /// takes it for a reference that may be null.
    /// </param>
    public static string Of(MetadataReference assembly, params IEnumerable<MetadataReference> others)
    {
        var compilation = CSharpCompilation.Create("Reader", references: [.. Planted.References, .. others, assembly]);
        var symbol = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(assembly)!;
        var lines = TypesOf(symbol.GlobalNamespace).OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal).SelectMany(Describe);
        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol place) => place.GetMembers()
        .OfType<INamespaceOrTypeSymbol>()
        .Where(member => member is INamespaceSymbol || IsVisible(member))
        .SelectMany(member => member is INamedTypeSymbol type ? TypesOf(type).Prepend(type) : TypesOf(member));

    private static IEnumerable<string> Describe(INamedTypeSymbol type)
    {
        var bases = type.Interfaces.AsEnumerable();
        if (type.TypeKind == TypeKind.Class && type.BaseType is { SpecialType: not SpecialType.System_Object } parent)
            bases = bases.Prepend(parent);
        var names = string.Join(", ", bases.Select(known => TextOf(known, MemberFormat)));
        yield return ModifiersOf(type) + TextOf(type, TypeFormat) + (names.Length == 0 ? "" : " : " + names);
        var members = type.GetMembers().Where(IsListed);
        foreach (var member in members.OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(TextOf, StringComparer.Ordinal))
            yield return "    " + TextOf(member);
    }

    private static string TextOf(ISymbol member)
    {
        var access = member.DeclaredAccessibility == Accessibility.Public ? "" : "protected ";
        return access + TextOf(member, MemberFormat).Replace("default(CancellationToken)", "default");
    }

    private static string TextOf(ISymbol symbol, SymbolDisplayFormat format)
    {
        var parts = symbol.ToDisplayParts(format);
        return parts.FirstOrDefault(part => part.Kind == SymbolDisplayPartKind.ErrorTypeName) is { Symbol: { } unknown }
            ? throw new ArgumentException($"{symbol.ToDisplayString()} names {unknown}, which is in no assembly that was given.", nameof(symbol))
            : parts.ToDisplayString();
    }

    private static string ModifiersOf(INamedTypeSymbol type) => type switch
    {
        { TypeKind: not TypeKind.Class } => "",
        { IsStatic: true } => "static ",
        { IsAbstract: true } => "abstract ",
        { IsSealed: true } => "sealed ",
        _ => "",
    };

    private static bool IsListed(ISymbol member) => member is not INamedTypeSymbol
        && !member.IsImplicitlyDeclared
        && IsVisible(member)
        && (member is not IMethodSymbol method || (Written.Contains(method.MethodKind) && !IsUncalled(method)));

    // What the compiler adds to records, and the tests of the conformance kit: users inherit them, but call none by name.
    private static bool IsUncalled(IMethodSymbol method) => method.GetAttributes().Any(attribute =>
        attribute.AttributeClass?.Name is "CompilerGeneratedAttribute" or "FactAttribute" or "TheoryAttribute");

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;
}
