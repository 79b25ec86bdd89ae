using Tidemark.Stores;

namespace Tidemark.Tests.States;

public sealed class ClientStateTests
{
    private static readonly Lifetime Usual = new(TimeSpan.FromMinutes(20), TimeSpan.FromHours(8));
    private static readonly DateTimeOffset Created = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ClientState _state = new(default, Answer(3, ["a", "b"]), int.MaxValue);

    [Fact]
    public void An_answer_that_brings_nothing_new_leaves_the_objects_that_are_live()
    {
        var before = _state.Find("a", null);

        Assert.True(_state.TryRefresh(Answer(3, [], "a", "b"), new StateVersion(3), int.MaxValue));

        Assert.Same(before, _state.Find("a", null));
        Assert.Equal(["a", "b"], _state.Present(null).Select(slot => slot.Name).Order());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void What_an_answer_does_not_name_is_gone_even_if_a_store_that_forgot_came_to_the_same_version_again(long version)
    {
        Assert.True(_state.TryRefresh(Answer(version, [], "b"), new StateVersion(3), int.MaxValue));

        Assert.Null(_state.Find("a", null));
        Assert.NotNull(_state.Find("b", null));
    }

    // Parted histories, as of a store that came back without its last commits and took others. TIDEMARK_HISTORIES=seed begins with a seed that failed.
    [Fact]
    public void Whatever_a_store_forgot_and_took_instead_a_node_has_what_the_store_has()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("TIDEMARK_HISTORIES"), out var wanted) ? wanted : Random.Shared.Next(1 << 30);
        for (var seed = first; seed < first + 5_000; seed++)
        {
            var random = new Random(seed);
            var known = new History();
            known.Commit(random, random.Next(1, 6));
            var state = new ClientState(default, known.Answer(StateVersion.None), int.MaxValue);

            // A store knows by the lease under which a version was learnt whether it still has it; if not, it sends all.
            var left = random.Next(1, known.Version + 1);
            var (told, stored) = (left == known.Version ? state.Known : StateVersion.None, known.Until(left));
            stored.Commit(random, random.Next(0, 5));
            Assert.True(state.TryRefresh(stored.Answer(told), state.Known, int.MaxValue), $"seed {seed}");

            var has = state.Present(null).OrderBy(slot => slot.Name, StringComparer.Ordinal).Select(slot => $"{slot.Name}={Convert.ToHexString(slot.Stored!.Bytes.Span)}");
            Assert.True(stored.Values.SequenceEqual(has), $"seed {seed}: {string.Join(' ', stored.Values)} became {string.Join(' ', has)}");
        }
    }

    private static PrimaryState Answer(long version, string[] changed, params string[] unchanged) => new(
        new StateVersion(version), Created, TimeSpan.Zero, Usual, Usual.Idle,
        [.. changed.Select(name => StoredAttribute.Whole(name, new StateVersion(version), new byte[] { 1 }))], unchanged);

    private sealed class History
    {
        private readonly List<Dictionary<string, (int Version, byte[] Bytes)>> _versions = [[]];

        public int Version => _versions.Count - 1;

        public IEnumerable<string> Values =>
            _versions[^1].OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={Convert.ToHexString(one.Value.Bytes)}");

        public History Until(int version)
        {
            var history = new History();
            history._versions.AddRange(_versions[1..(version + 1)]);
            return history;
        }

        public void Commit(Random random, int times)
        {
            for (; times > 0; times--)
            {
                var next = new Dictionary<string, (int Version, byte[] Bytes)>(_versions[^1]);
                for (var changes = random.Next(1, 3); changes > 0; changes--)
                {
                    var name = $"{(char)('a' + random.Next(4))}";
                    if (random.Next(4) == 0)
                        next.Remove(name);
                    else
                        next[name] = (_versions.Count, BitConverter.GetBytes(random.NextInt64()));
                }

                _versions.Add(next);
            }
        }

        public PrimaryState Answer(StateVersion known) => new(
            new StateVersion(Version), Created, TimeSpan.Zero, Usual, Usual.Idle,
            [.. from attribute in _versions[^1] where attribute.Value.Version > known.Number
                select StoredAttribute.Whole(attribute.Key, new StateVersion(attribute.Value.Version), attribute.Value.Bytes)],
            [.. from attribute in _versions[^1] where attribute.Value.Version <= known.Number select attribute.Key]);
    }
}
