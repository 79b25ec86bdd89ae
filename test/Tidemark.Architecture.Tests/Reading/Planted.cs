using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tidemark.Architecture.Tests.Reading;

/// <summary>Compiles a few lines that break a rule, to prove that the rule sees it.</summary>
internal static class Planted
{
    private const string Usings = "using System; using System.Threading; using System.Threading.Tasks; using System.Collections.Generic;";

    public static IReadOnlyList<MetadataReference> References { get; } = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => !Path.GetFileName(path).StartsWith("Tidemark", StringComparison.Ordinal))
        .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The uses of the statements of one method.</summary>
    public static IReadOnlyCollection<Use> Method(string statements, string modifiers = "void") =>
        UsesOf($"{Usings} public class Planted {{ public {modifiers} Run() {{ {statements} }} }}");

    public static IReadOnlyCollection<Use> UsesOf(params string[] files)
    {
        using var assembly = new MemoryStream(Compile("Planted", files));
        return UseReader.Read(assembly);
    }

    public static byte[] Compile(string name, params string[] files) => CompileWith(name, [], files);

    /// <summary>The same, of what names types of other assemblies.</summary>
    public static byte[] CompileWith(string name, IEnumerable<MetadataReference> others, params string[] files)
    {
        var library = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        var trees = files.Select(text => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp14)));
        var stream = new MemoryStream();
        var result = CSharpCompilation.Create(name, trees, [.. References, .. others], library).Emit(stream);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return stream.ToArray();
    }
}
