using FsCheck;
using FsCheck.Fluent;

namespace Tidemark.Tests.Sessions;

/// <summary>Random requests share one session, in parallel and on two nodes, and leave a record of themselves in every attribute.</summary>
public sealed class SharedLaws
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    private enum Deed
    {
        Append,
        Look,
        Pause,
        Commit,
        Discard,
        StandBy,
        Release,
    }

    [Fact]
    public void Every_committed_change_is_there_once_in_one_chain_of_commits()
    {
        var deed = Gen.Zip(
            Gen.Frequency(
                (6, Gen.Constant(Deed.Append)), (1, Gen.Constant(Deed.Look)), (3, Gen.Constant(Deed.Pause)), (1, Gen.Constant(Deed.Commit)),
                (1, Gen.Constant(Deed.Discard)), (1, Gen.Constant(Deed.StandBy)), (1, Gen.Constant(Deed.Release))),
            Gen.Elements(Names)).Select(pair => (pair.Item1, pair.Item2));
        var program = Gen.Zip(deed.ListOf(), Gen.Choose(0, 9)).Select(pair => new Program([.. pair.Item1], pair.Item2));
        var programs = program.ListOf(8).ToArbitrary();
        Prop.ForAll(programs, some =>
        {
            var rig = new Rig();
            OneThread.Run(rig.Time, () => RunAsync(rig, [.. some]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Fact]
    public void Requests_that_take_what_they_need_together_never_deadlock()
    {
        var wishes = Gen.Shuffle(Names).SelectMany(names => Gen.Choose(1, names.Length).Select(count => names[..count])).ListOf(12).ToArbitrary();
        Prop.ForAll(wishes, some =>
        {
            var rig = new Rig();
            OneThread.Run(rig.Time, async () =>
            {
                var id = await rig.StoreAsync();
                await Task.WhenAll(some.Select(async (names, i) =>
                {
                    await using var session = await rig.OpenAsync(id, SessionAccess.Shared);
                    await session.LockAsync(names);
                    foreach (var name in names)
                    {
                        (await session.GetOrCreateAsync(KeyOf(name), () => [])).Add(i);
                        await Task.Yield();
                    }

                    await session.CompleteAsync();
                }));
                foreach (var name in Names)
                    Assert.Equal(some.Count(names => names.Contains(name)), (await rig.StoredAsync(id, KeyOf(name)))?.Count ?? 0);
            });
        }).Check(Config.QuickThrowOnFailure);
    }

    private static async Task RunAsync(Rig rig, Program[] programs)
    {
        var id = await rig.StoreAsync();
        var nodes = new[] { rig.First, rig.First, rig.First, rig.NewNode() };
        var committed = new List<(string Name, int Number)>();
        await Task.WhenAll(programs.Select((program, i) => PlayAsync(nodes[i % 4], id, program, i * 1_000, committed)));

        foreach (var name in Names)
        {
            var expected = committed.Where(change => change.Name == name).Select(change => change.Number).Order();
            Assert.Equal(expected, (await rig.StoredAsync(id, KeyOf(name)) ?? []).Order());
        }

        var bases = rig.Watched.Commits.Where(commit => commit.Differences.Count > 0).Select(commit => commit.Base.Number).ToArray();
        Assert.Equal(Enumerable.Range(0, bases.Length).Select(i => i + 1L), bases);
        Assert.Empty(rig.First.ReportLocks());
    }

    private static async Task PlayAsync(SessionManager node, SessionId id, Program program, int number, List<(string, int)> committed)
    {
        var mine = new List<(string, int)>();
        async Task CommitAsync(Func<CancellationToken, ValueTask> commit)
        {
            await commit(CancellationToken.None);
            committed.AddRange(mine);
            mine.Clear();
        }

        await using var session = (await node.OpenAsync(id, program.Ending == 0 ? SessionAccess.Exclusive : SessionAccess.Shared, $"{number}"))!;
        try
        {
            foreach (var (deed, name) in program.Deeds)
            {
                switch (deed)
                {
                    case Deed.Append:
                        (await session.GetOrCreateAsync(KeyOf(name), () => [])).Add(++number);
                        mine.Add((name, number));
                        break;
                    case Deed.Look:
                        var seen = session.Read(KeyOf(name)) ?? [];
                        Assert.Subset(committed.Concat(mine).ToHashSet(), seen.Select(value => (name, value)).ToHashSet());
                        break;
                    case Deed.Pause:
                        await Task.Yield();
                        break;
                    case Deed.Commit:
                        await CommitAsync(session.CommitAsync);
                        break;
                    case Deed.Discard:
                        session.Discard();
                        mine.Clear();
                        break;
                    case Deed.StandBy:
                        await CommitAsync(session.StandByAsync);
                        await Task.Yield();
                        break;
                    case Deed.Release:
                        await CommitAsync(session.ReleaseAsync);
                        await Task.Yield();
                        break;
                }
            }

            // One in five forgets what it did last.
            if (program.Ending > 1)
                await CommitAsync(session.CompleteAsync);
        }
        catch (SessionDeadlockException)
        {
            // What was not committed goes with the request.
        }
    }

    private static SessionKey<List<int>> KeyOf(string name) => new(name);

    private sealed record Program(IReadOnlyList<(Deed Deed, string Name)> Deeds, int Ending)
    {
        public override string ToString() => $"{string.Join(", ", Deeds)}; {Ending}";
    }
}
