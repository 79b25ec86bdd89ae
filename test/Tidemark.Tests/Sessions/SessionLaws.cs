using FsCheck;
using FsCheck.Fluent;
using Tidemark.Stores;

namespace Tidemark.Tests.Sessions;

/// <summary>Random requests, on nodes that take turns, against a plain dictionary.</summary>
public sealed class SessionLaws
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    private enum Deed
    {
        Look,
        Open,
        Change,
        Put,
        PutTheSame,
        Remove,
        Renew,
        Commit,
        Discard,
    }

    private enum Ending
    {
        Complete,
        Throw,
        Leave,
    }

    [Fact]
    public void The_store_has_what_was_committed_and_is_sent_only_what_changed()
    {
        var deeds = Gen.Zip(Gen.Elements(Enum.GetValues<Deed>()), Gen.Elements(Names)).Select(pair => (pair.Item1, pair.Item2)).ListOf();
        var requests = Gen.Zip(deeds, Gen.Frequency((4, Gen.Constant(Ending.Complete)), (1, Gen.Constant(Ending.Throw)), (1, Gen.Constant(Ending.Leave))));
        var sessions = requests.Select(pair => new Request(pair.Item1, pair.Item2)).NonEmptyListOf().ToArbitrary();
        Prop.ForAll(sessions, requests => RunAsync([.. requests]).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();
    }

    private static async Task<bool> RunAsync(IReadOnlyList<Request> requests)
    {
        var rig = new Rig();
        var nodes = new[] { rig.First, rig.NewNode() };
        var id = SessionId.New();
        var stored = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var turn = 0;
        foreach (var request in requests)
        {
            await using var session = await nodes[turn++ % 2].OpenAsync(id, SessionAccess.Exclusive) ?? nodes[turn % 2].Create();
            stored = await PlayAsync(rig, session, request, stored);

            // Only now: a new id that was not committed is forgotten with the request.
            await session.DisposeAsync();
            id = session.Id;
        }

        await using var last = await nodes[0].OpenAsync(id, SessionAccess.ReadOnly);
        return last is null ? stored.Count == 0 : last.Names.All(name => last.Read(KeyOf(name))!.Value == stored[name]) && last.Names.SequenceEqual(stored.Keys);
    }

    private static async Task<SortedDictionary<string, int>> PlayAsync(
        Rig rig, Session session, Request request, SortedDictionary<string, int> stored)
    {
        var wanted = Copy(stored);
        foreach (var (deed, name) in request.Deeds)
        {
            var key = KeyOf(name);
            switch (deed)
            {
                case Deed.Look:
                    Assert.Equal(wanted.TryGetValue(name, out var value), session.Read(key) is { } read && read.Value == value);
                    break;
                case Deed.Open:
                    await session.GetAsync(key);
                    break;
                case Deed.Change when await session.GetAsync(key) is { } number:
                    wanted[name] = ++number.Value;
                    break;
                case Deed.Put:
                    wanted[name] = wanted.GetValueOrDefault(name) + 100;
                    await session.SetAsync(key, new Number { Value = wanted[name] });
                    break;
                case Deed.PutTheSame when wanted.TryGetValue(name, out var same):
                    await session.SetAsync(key, new Number { Value = same });
                    break;
                case Deed.Remove:
                    await session.RemoveAsync(name);
                    wanted.Remove(name);
                    break;
                case Deed.Renew:
                    await session.RegenerateIdAsync();
                    break;
                case Deed.Commit:
                    await CommitAsync(rig, session.CommitAsync, session.Id, stored, wanted);
                    stored = Copy(wanted);
                    break;
                case Deed.Discard:
                    session.Discard();
                    wanted = Copy(stored);
                    break;
            }
        }

        if (request.Ending == Ending.Leave)
            return stored;
        if (request.Ending == Ending.Throw)
        {
            session.Discard();
            wanted = stored;
        }

        await CommitAsync(rig, session.CompleteAsync, session.Id, stored, wanted);
        return wanted;
    }

    private static async Task CommitAsync(
        Rig rig, Func<CancellationToken, ValueTask> commit, SessionId id, SortedDictionary<string, int> stored, SortedDictionary<string, int> wanted)
    {
        rig.Watched.Commits.Clear();
        var creates = await rig.StateAsync(id) is null;
        await commit(CancellationToken.None);
        var changed = stored.Keys.Union(wanted.Keys).Where(name => !Same(stored, wanted, name)).Order(StringComparer.Ordinal);
        var expected = creates ? wanted.Keys.AsEnumerable() : changed;
        Assert.Equal(expected, rig.Watched.Commits.Where(sent => sent.Then != AfterCommit.End).SelectMany(sent => sent.Differences)
            .Select(difference => difference.Name).Order(StringComparer.Ordinal));
    }

    private static bool Same(SortedDictionary<string, int> one, SortedDictionary<string, int> other, string name) =>
        one.TryGetValue(name, out var left) == other.TryGetValue(name, out var right) && left == right;

    private static SortedDictionary<string, int> Copy(SortedDictionary<string, int> from) => new(from, StringComparer.Ordinal);

    private static SessionKey<Number> KeyOf(string name) => new(name);

    private sealed record Request(IReadOnlyList<(Deed Deed, string Name)> Deeds, Ending Ending)
    {
        public override string ToString() => $"{string.Join(", ", Deeds)}; {Ending}";
    }

    private sealed class Number
    {
        public int Value { get; set; }
    }
}
