using System.Globalization;
using System.Numerics;
using Tidemark.Graph.Forms;
using Tidemark.Graph.Schemas;

namespace Tidemark.Graph.Tests.Schemas;

/// <summary>The laws of two builds that have one enum with other members and other numbers, over random enums.</summary>
public sealed class EnumLaws
{
    private const int Rounds = 20_000;

    private static readonly (string Name, Type Type)[] Numbers =
        [("System.Byte", typeof(byte)), ("System.SByte", typeof(sbyte)), ("System.Int32", typeof(int)), ("System.Int64", typeof(long)), ("System.UInt64", typeof(ulong))];

    private readonly int _seed = Environment.TickCount;

    [Fact]
    public void A_value_with_one_name_has_that_name_in_the_other_build_or_none() => Try((written, own, random) =>
    {
        var (from, to) = (FormOf(written), FormOf(own));
        var map = new EnumMap(from, to);
        foreach (var member in written.EnumMembers)
        {
            var names = NamesOf(written, member.Number);
            var expected = names.SelectMany(name => own.EnumMembers.Where(known => known.Name == name)).Select(known => known.Number).Distinct().ToArray();
            if (IsFlags(written) || IsFlags(own))
                continue;
            Assert.Equal(expected.Length == 1 ? expected[0] : null, NumberOf(map.Convert(Boxed(from, member.Number))));
        }
    });

    [Fact]
    public void Combined_bits_that_both_builds_name_are_the_same_names() => Try((written, own, random) =>
    {
        if (!IsFlags(written))
            return;
        var (from, to) = (FormOf(written), FormOf(own));
        var known = written.EnumMembers.Where(member => BitOperations.IsPow2((ulong)(member.Number & ulong.MaxValue)) && member.Number > 0
            && NamesOf(written, member.Number).Length == 1 && own.EnumMembers.Any(other => other.Name == member.Name)).ToArray();
        var chosen = known.Where(_ => random.Next(2) == 0).ToArray();
        if (chosen.Length == 0)
            return;

        var read = new EnumMap(from, to).Convert(Boxed(from, chosen.Aggregate(default(Int128), (all, member) => all | member.Number)));

        Assert.Equal(
            chosen.Aggregate(default(Int128), (all, member) => all | own.EnumMembers.Single(other => other.Name == member.Name).Number), NumberOf(read));
    });

    [Fact]
    public void A_merged_enum_holds_what_either_build_tells_apart() => Try((written, own, random) =>
    {
        var (theirs, ours) = (FormOf(written), FormOf(own));
        var merged = FormOf(EnumMerge.Of(written, own));
        foreach (var member in written.EnumMembers)
        {
            var names = NamesOf(written, member.Number);
            if (new EnumMap(theirs, merged).Convert(Boxed(theirs, member.Number)) is not { } carried)
            {
                // Two names of one number that are two for this build: nobody knows which is meant.
                Assert.True(own.EnumMembers.Where(known => names.Contains(known.Name)).Select(known => known.Number).Distinct().Count() > 1);
                continue;
            }

            var back = NumberOf(new EnumMap(merged, theirs).Convert(carried));
            Assert.True(back == member.Number || AreOne(own, written, member.Number) || IsFlags(written) || IsFlags(own));
            if (!IsFlags(written) && !IsFlags(own))
                Assert.Equal(new EnumMap(theirs, ours).Convert(Boxed(theirs, member.Number)), new EnumMap(merged, ours).Convert(carried));
        }

        foreach (var member in own.EnumMembers)
        {
            var kept = new EnumMap(ours, merged).Convert(Boxed(ours, member.Number));
            Assert.NotNull(kept);
            Assert.Equal(member.Number, NumberOf(new EnumMap(merged, ours).Convert(kept)));
        }
    });

    [Fact]
    public void The_same_enum_changes_nothing() => Try((written, _, random) =>
    {
        var form = FormOf(written);
        var (map, value) = (new EnumMap(form, FormOf(written)), Boxed(form, random.Next(128)));
        Assert.True(map.IsIdentity);
        Assert.Equal(value, map.Convert(value));
        Assert.Same(written, EnumMerge.Of(written, written));
    });

    private void Try(Action<Definition, Definition, Random> law)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(_seed + round);
            var flags = random.Next(2) == 0;
            var (written, own) = (Make(random, flags), Make(random, flags));
            try
            {
                law(written, own, random);
            }
            catch (Exception failed)
            {
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"Seed {_seed + round}: {Tell(written)} read by {Tell(own)}: {failed.Message}"), failed);
            }
        }
    }

    private static Definition Make(Random random, bool flags)
    {
        var number = Numbers[random.Next(Numbers.Length)].Name;
        var members = Enumerable.Range(0, 7).Where(_ => random.Next(3) > 0).Select(i => new EnumMember(((char)('A' + i)).ToString(), NumberFor(random, flags)));
        return new Definition("E", DefinitionKind.Enum, flags ? DefinitionTraits.Immutable | DefinitionTraits.Flags : DefinitionTraits.Immutable, number, [])
        {
            EnumMembers = [.. members],
        };
    }

    private static Int128 NumberFor(Random random, bool flags) =>
        flags ? random.Next(5) == 0 ? random.Next(128) : 1 << random.Next(7) : random.Next(9);

    private static Form FormOf(Definition definition) =>
        new FormScope(new Dictionary<string, Definition>(StringComparer.Ordinal) { ["E"] = definition }).FormOf("E");

    private static string[] NamesOf(Definition definition, Int128 number) =>
        [.. definition.EnumMembers.Where(member => member.Number == number).Select(member => member.Name)];

    // Whether this build takes a value of the writer for another one, too.
    private static bool AreOne(Definition own, Definition written, Int128 number)
    {
        var mine = own.EnumMembers.Where(member => NamesOf(written, number).Contains(member.Name)).Select(member => member.Number).ToHashSet();
        return own.EnumMembers.Any(member =>
            mine.Contains(member.Number) && written.EnumMembers.Any(other => other.Name == member.Name && other.Number != number));
    }

    private static bool IsFlags(Definition definition) => definition.Traits.HasFlag(DefinitionTraits.Flags);

    private static object Boxed(Form form, Int128 number) => NumberConversion.Convert(number, form.Codec!.Type)!;

    private static Int128? NumberOf(object? number) => number is null ? null : (Int128)NumberConversion.Convert(number, typeof(Int128))!;

    private static string Tell(Definition definition) =>
        $"{definition.Part} {definition.Traits} {string.Join(' ', definition.EnumMembers.Select(member => $"{member.Name}={member.Number}"))}";
}
