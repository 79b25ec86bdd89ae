using System.Text.RegularExpressions;
using Tidemark.Architecture.Tests.Reading;

namespace Tidemark.Architecture.Tests.Rules;

/// <summary>Pages name only files that are there, and code samples that compile.</summary>
internal static partial class DocumentRule
{
    private static readonly string[] Roots = ["src/", "test/", "docs/", "bench/", "samples/", "api/", ".ci/"];

    /// <param name="page">The page's path from the root of the repository.</param>
    /// <param name="text">The page.</param>
    /// <param name="exists">Whether a path from the root of the repository is a file or folder.</param>
    public static IEnumerable<string> CheckPaths(string page, string text, Predicate<string> exists)
    {
        var folder = Path.GetDirectoryName(page)!;
        var links = Links().Matches(text)
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://") && !target.StartsWith('#') && !target.StartsWith("mailto:", StringComparison.Ordinal))
            .Select(target => Normalize(Path.Combine(folder, target.Split('#')[0])));
        var quoted = Quoted().Matches(text)
            .Select(match => match.Groups["path"].Value)
            .Where(path => Roots.Any(root => path.StartsWith(root, StringComparison.Ordinal)))
            .Where(path => path.IndexOfAny(['*', '<', '{', ' ']) < 0);
        return links.Concat(quoted).Where(path => !exists(path.TrimEnd('/'))).Select(path => $"{page} names {path}, which does not exist");
    }

    /// <summary>The C# samples of a page that do not stand, word for word, in a file that is compiled.</summary>
    public static IEnumerable<string> CheckSamples(string page, string text, IReadOnlyCollection<string> compiled) => Samples()
        .Matches(text)
        .Select(match => match.Groups["code"].Value)
        .Where(code => !compiled.Any(file => Plain(file).Contains(Plain(code), StringComparison.Ordinal)))
        .Select(code => $"{page} has a sample that no compiled file holds:\n{code}");

    // Indentation aside: a sample may stand deeper in the file that compiles it.
    private static string Plain(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)) + "\n";

    private static string Normalize(string path) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(path, Repository.Root)).Replace('\\', '/');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"`(?<path>[\w.\-/*<>{} ]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"```(csharp|cs)\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Samples();
}
