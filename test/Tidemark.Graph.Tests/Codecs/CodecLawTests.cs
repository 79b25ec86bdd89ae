namespace Tidemark.Graph.Tests.Codecs;

public sealed class CodecLawTests
{
    private const int Rounds = 60;

    // Types whose own way of being walked allocates, or whose codec must take an atomic copy. Everything else compares without.
    // An immutable hash set allocates only where hash codes collide, as those of a Place do.
    private static readonly HashSet<string> Allocating =
    [
        "ConcurrentBag", "ConcurrentDictionary", "ConcurrentQueue", "ConcurrentStack",
        "Hashtable", "ImmutableHashSet<Place>", "NameValueCollection", "SortedDictionary", "SortedSet",
    ];

    private static readonly Dictionary<string, Subject> Subjects =
        new[] { LeafSubjects.All(), SequenceSubjects.All(), UnorderedSubjects.All(), DerivedSubjects.All() }
            .SelectMany(all => all)
            .ToDictionary(subject => subject.Name);

    public static TheoryData<string> Names => [.. Subjects.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_decoded_value_is_the_encoded_one(string name) => Repeat(Subjects[name].Survives);

    [Theory]
    [MemberData(nameof(Names))]
    public void Compare_says_same_if_and_only_if_the_state_is_the_same(string name) =>
        Repeat(Subjects[name].Differs_if_and_only_if_the_text_does);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_compare_answers_makes_the_live_value_of_the_baseline(string name) => Repeat(Subjects[name].Patch_makes_the_other);

    [Theory]
    [MemberData(nameof(Names))]
    public void Comparing_an_unchanged_value_allocates_nothing(string name) => Repeat(seed =>
    {
        var allocated = Subjects[name].AllocatedByCompare(seed);
        Assert.True(allocated == 0 || Allocating.Contains(name.Replace("own ", "", StringComparison.Ordinal)), $"{allocated} bytes");
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Damaged_bytes_end_in_a_value_or_the_typed_error(string name) => Repeat(Subjects[name].Damage_ends_in_the_typed_error);

    [Theory]
    [MemberData(nameof(Names))]
    public void Skipping_a_value_ends_where_it_ends(string name) => Repeat(Subjects[name].Is_skipped_to_its_end);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_is_read_by_its_schema_alone_and_written_again_byte_for_byte(string name) =>
        Repeat(Subjects[name].Is_read_by_its_schema_alone);

    private static void Repeat(Action<int> law)
    {
        var first = Random.Shared.Next();
        for (var seed = first; seed != first + Rounds; seed++)
        {
            try
            {
                law(seed);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed}: {failure.Message}", failure);
            }
        }
    }
}
