using Tidemark.Architecture.Tests.Reading;
using Tidemark.Architecture.Tests.Rules;

namespace Tidemark.Architecture.Tests;

public class SourceTextTests
{
    private static readonly IReadOnlyList<SourceFile> Source = SourceFile.Under("src");
    private static readonly IReadOnlyList<SourceFile> All = SourceFile.Under("");

    [Fact]
    public void Files_and_methods_are_small() =>
        Verdict.None(All.SelectMany(SizeRule.CheckFile), "Find the part that has a name of its own.");

    [Fact]
    public void Lines_are_short() => Verdict.None(Source.SelectMany(SizeRule.CheckLines), "Break them where a reader would pause.");

    [Fact]
    public void The_spread_of_file_sizes_has_no_tail() =>
        Verdict.None(SizeRule.CheckSpread(Source.Select(file => file.LineCount)), "Find the parts that have names of their own.");

    [Fact]
    public void A_file_has_one_public_type_and_its_name() =>
        Verdict.None(Source.SelectMany(FileRule.Check), "See FileRule.cs for what a companion is.");

    [Fact]
    public void Names_are_short_nouns() => Verdict.None(Source.SelectMany(NameRule.Check), "docs/glossary.md has the words.");

    [Fact]
    public void Source_keeps_the_style_that_only_text_shows() => Verdict.None(Source.SelectMany(SyntaxRule.Check), "");

    [Fact]
    public void A_long_file_is_seen()
    {
        Assert.NotEmpty(SizeRule.CheckFile(Planted(string.Concat(Enumerable.Repeat("// a line\n", SizeRule.LongestFile + 1)))));
        Assert.Empty(SizeRule.CheckFile(Planted(string.Concat(Enumerable.Repeat("// a line\n", SizeRule.LongestFile)))));
    }

    [Fact]
    public void A_file_that_was_emptied_by_mistake_is_seen() => Assert.NotEmpty(SizeRule.CheckFile(Planted("\n")));

    [Fact]
    public void A_long_method_is_seen() =>
        Assert.NotEmpty(SizeRule.CheckFile(Planted($"class A {{ void B() {{ {new string('\n', SizeRule.LongestMethod)} }} }}")));

    [Fact]
    public void A_long_line_is_seen() => Assert.NotEmpty(SizeRule.CheckLines(Planted("// " + new string('x', SizeRule.LongestLine))));

    [Fact]
    public void Big_files_in_number_are_seen()
    {
        Assert.Empty(SizeRule.CheckSpread([.. Enumerable.Repeat(60, 91), .. Enumerable.Repeat(299, 9)]));
        Assert.NotEmpty(SizeRule.CheckSpread([.. Enumerable.Repeat(60, 89), .. Enumerable.Repeat(299, 11)]));
        Assert.NotEmpty(SizeRule.CheckSpread(Enumerable.Repeat(61, 10)));
    }

    [Theory]
    [InlineData("public class Other { }")]
    [InlineData("public class Planted { } public class Other { \n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n }")]
    [InlineData("internal class Other { }")]
    public void A_wrong_type_in_a_file_is_seen(string text) => Assert.NotEmpty(FileRule.Check(Planted(text)));

    [Theory]
    [InlineData("public class Planted { } public enum Kind { \n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n }")]
    [InlineData("public class Planted { } public record Other;")]
    [InlineData("public class Planted { } public class Planted<T> { \n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n }")]
    [InlineData("public class Planted { } public class Other : Planted { \n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n }")]
    public void A_companion_is_fine(string text) => Assert.Empty(FileRule.Check(Planted(text)));

    [Fact]
    public void A_family_of_internal_types_is_fine()
    {
        Assert.Empty(FileRule.Check(new SourceFile("src/P/NumberCodecs.cs", "class IntCodec { } class LongCodec { }")));
        Assert.NotEmpty(FileRule.Check(new SourceFile("src/P/NumberCodecs.cs", "class IntCodec { } class Other { }")));
        Assert.Empty(FileRule.Check(new SourceFile("src/P/MemberVerbs.cs", "delegate void WriteMembers(); delegate void ReadMembers();")));
    }

    [Theory]
    [InlineData("class StoreManager { }")]
    [InlineData("class CodecHelper { }")]
    [InlineData("interface ICodecBase { }")]
    [InlineData("record MemberInfo;")]
    [InlineData("class TheQuickBrownFoxJumpsOverTheDog { }")]
    [InlineData("class A { void TheQuickBrownFoxJumpsOverTheDog() { } }")]
    [InlineData("class A { void B(int theQuickBrownFoxJumpsOverTheDog) { } }")]
    public void An_empty_or_long_name_is_seen(string text) => Assert.NotEmpty(NameRule.Check(Planted(text)));

    [Theory]
    [InlineData("class SessionManager { }")]
    [InlineData("class Baseline { }")]
    [InlineData("class CultureInfoCodec { }")]
    [InlineData("class ReadOnlyObservableCollectionCodec { }")]
    [InlineData("class TheQuickBrownFoxJumpsOverDogs { }")]
    [InlineData("class A { [Fact] public void The_quick_brown_fox_jumps_over_the_lazy_dog() { } }")]
    public void A_noun_is_fine(string text) => Assert.Empty(NameRule.Check(Planted(text)));

    [Theory]
    [InlineData("sealed class A { async System.Threading.Tasks.Task B(System.Threading.Tasks.Task c) => await c.ConfigureAwait(false); }")]
    [InlineData("sealed class A { void B(System.Threading.Tasks.Task c) => c.GetAwaiter().GetResult(); }")]
    [InlineData("class A { }")]
    [InlineData("sealed class A { private class B { } }")]
    [InlineData("sealed class A { const string B = \"insert into c values (CURRENT_TIMESTAMP)\"; }")]
    [InlineData("sealed class A { string B(int d) => $\"update c set e = unixepoch('now') where d = {d}\"; }")]
    [InlineData("sealed class A {\n#region B\n#endregion\n}")]
    [InlineData("// TODO: B\nsealed class A { }")]
    public void A_fault_of_style_is_seen(string text) => Assert.NotEmpty(SyntaxRule.Check(Planted(text)));

    [Theory]
    [InlineData("sealed class A { async System.Threading.Tasks.Task B(System.Threading.Tasks.Task c) => await c; }")]
    [InlineData("abstract class A { } static class B { } public class C { }")]
    [InlineData("sealed class A { const string B = \"select expires from c where expires < @now\"; }")]
    public void Good_style_is_fine(string text) => Assert.Empty(SyntaxRule.Check(Planted(text)));

    private static SourceFile Planted(string text) => new("src/Project/Planted.cs", text);
}
