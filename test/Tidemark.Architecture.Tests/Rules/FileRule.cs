using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tidemark.Architecture.Tests.Reading;

namespace Tidemark.Architecture.Tests.Rules;

/// <summary>
/// One public type per file, named after it. A companion may stand beside it: an enum, a case that derives from it, or any type of at most
/// <see cref="LongestCompanion"/> lines. A file of internal types alone is named after one of them, or after what all their names
/// end with (<c>NumberCodecs.cs</c> holds types that end in <c>Codec</c>); a file of internal delegates is free in its name.
/// </summary>
internal static class FileRule
{
    public const int LongestCompanion = 20;

    public static IEnumerable<string> Check(SourceFile file)
    {
        var types = file.TopLevelTypes.ToList();
        if (types.Count == 0)
            yield break;

        var isNamed = types.Any(type => SourceFile.NameOf(type) == file.Subject);
        if (!isNamed && !(types.TrueForAll(type => !IsPublic(type)) && IsFamily(file.Subject, types)))
            yield return $"{file.Path} holds no type {file.Subject}";

        foreach (var type in types.Where(type => IsPublic(type) && SourceFile.NameOf(type) != file.Subject))
        {
            if (!IsCompanion(type, file.Subject))
                yield return $"{file.At(type)}: {SourceFile.NameOf(type)} is public, no small companion of {file.Subject}, and needs its own file";
        }
    }

    private static bool IsPublic(MemberDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.PublicKeyword);

    private static bool IsCompanion(MemberDeclarationSyntax type, string main) => type switch
    {
        EnumDeclarationSyntax => true,
        TypeDeclarationSyntax { BaseList.Types: var bases } when bases.Any(known => NameIn(known.Type) == main) => true,
        _ => type.ToString().AsSpan().Count('\n') < LongestCompanion,
    };

    private static string NameIn(TypeSyntax type) => type is SimpleNameSyntax name ? name.Identifier.ValueText : "";

    private static bool IsFamily(string subject, List<MemberDeclarationSyntax> types) =>
        types.TrueForAll(type => type is DelegateDeclarationSyntax) || (subject.EndsWith('s') && HasCommonEnding(subject, types));

    private static bool HasCommonEnding(string subject, List<MemberDeclarationSyntax> types) => Enumerable
        .Range(1, subject.Length - 2)
        .Where(at => char.IsUpper(subject[at]))
        .Select(at => subject[at..^1])
        .Any(ending => types.TrueForAll(type => SourceFile.NameOf(type).EndsWith(ending, StringComparison.Ordinal)));
}
