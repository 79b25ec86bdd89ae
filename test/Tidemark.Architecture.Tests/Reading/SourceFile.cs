using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidemark.Architecture.Tests.Reading;

/// <summary>One C# file, parsed.</summary>
internal sealed class SourceFile
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14);

    public SourceFile(string path, string text)
    {
        Path = path;
        Text = text;
        Root = CSharpSyntaxTree.ParseText(text, Options).GetCompilationUnitRoot();
    }

    /// <summary>From the root of the repository, with forward slashes.</summary>
    public string Path { get; }

    public string Text { get; }

    public CompilationUnitSyntax Root { get; }

    /// <summary>The path's parts: <c>src</c>, the project, its folders, the file.</summary>
    public string[] Steps => Path.Split('/');

    /// <summary>The file's name up to the first dot: <c>GraphReader.References.cs</c> is a part of <c>GraphReader</c>.</summary>
    public string Subject => Steps[^1].Split('.')[0];

    public int LineCount => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    /// <summary>Types, enums and delegates that are not nested in others.</summary>
    public IEnumerable<MemberDeclarationSyntax> TopLevelTypes =>
        Root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    public static IReadOnlyList<SourceFile> Under(string folder) =>
        [.. Repository.Files(folder, "*.cs").Select(path => new SourceFile(path, Repository.Read(path)))];

    /// <summary>The name a type is declared with, without type parameters.</summary>
    public static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax declaration => declaration.Identifier.ValueText,
        DelegateDeclarationSyntax declaration => declaration.Identifier.ValueText,
        _ => "",
    };

    /// <summary>The type's name as metadata has it: <c>Tidemark.Graph.GraphPlan`1</c>.</summary>
    public static string MetadataNameOf(MemberDeclarationSyntax type)
    {
        var space = type.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();
        var parameters = type switch
        {
            TypeDeclarationSyntax declaration => declaration.TypeParameterList?.Parameters.Count ?? 0,
            DelegateDeclarationSyntax declaration => declaration.TypeParameterList?.Parameters.Count ?? 0,
            _ => 0,
        };
        var name = parameters == 0 ? NameOf(type) : $"{NameOf(type)}`{parameters}";
        return space is null ? name : $"{space}.{name}";
    }

    public string At(SyntaxNodeOrToken node) => $"{Path}:{node.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1}";
}
