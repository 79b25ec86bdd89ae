using System.Collections.ObjectModel;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tidemark.Architecture.Tests.Reading;

namespace Tidemark.Architecture.Tests.Rules;

/// <summary>Names are nouns of the domain, and short enough to say.</summary>
internal static partial class NameRule
{
    public const int Longest = 30;

    private static readonly string[] Exempt = ["SessionManager"];

    private static readonly HashSet<string> Platform =
        [.. new[] { typeof(object), typeof(ReadOnlyObservableCollection<>) }.SelectMany(type => type.Assembly.GetExportedTypes()).Select(PlainName)];

    public static IEnumerable<string> Check(SourceFile file)
    {
        foreach (var (node, name) in file.Root.DescendantNodes().SelectMany(NamesOf))
        {
            if (Exempt.Contains(name) || IsCodecOfPlatform(name))
                continue;
            var isOverride = node is MemberDeclarationSyntax member && member.Modifiers.Any(modifier => modifier.ValueText == "override");
            if (name.Length > Longest && !isOverride)
                yield return $"{file.At(node)}: {name} has {name.Length} letters; the most is {Longest}";
            if (node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && Empty().Match(name) is { Success: true } word)
                yield return $"{file.At(node)}: {name} says {word.Value}, which says nothing";
        }
    }

    private static IEnumerable<(SyntaxNode Node, string Name)> NamesOf(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => [(node, type.Identifier.ValueText)],
        DelegateDeclarationSyntax type => [(node, type.Identifier.ValueText)],
        MethodDeclarationSyntax method when IsTest(method) => [],
        MethodDeclarationSyntax method => [(node, method.Identifier.ValueText)],
        PropertyDeclarationSyntax property => [(node, property.Identifier.ValueText)],
        EnumMemberDeclarationSyntax member => [(node, member.Identifier.ValueText)],
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => (node, variable.Identifier.ValueText)),
        ParameterSyntax parameter => [(node, parameter.Identifier.ValueText)],
        _ => [],
    };

    // A codec bears the name of the type it serves, whatever that is: CultureInfoCodec.
    private static bool IsCodecOfPlatform(string name) =>
        name.EndsWith("Codec", StringComparison.Ordinal) && Platform.Contains(name[..^"Codec".Length]);

    private static string PlainName(Type type) => type.Name.Split('`')[0];

    // The names of tests are sentences.
    private static bool IsTest(MethodDeclarationSyntax method) =>
        method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory");

    // Whole words only: Baseline, Information and Based are words of their own.
    [GeneratedRegex("(Manager|Helper|Helpers|Util|Utils|Utility|Utilities|Base|Info)(?![a-z])")]
    private static partial Regex Empty();
}
