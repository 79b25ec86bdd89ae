using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>
/// Many requests append their number to two of three lists while calls of the store are lost, late and answered by nobody. What was
/// acknowledged is there once, what was refused is not there, and what is unknown is there once at most; in both lists or in none.
/// </summary>
public sealed class FaultLaws
{
    private const int Requests = 24;

    private static readonly SessionKey<List<int>>[] Logs = [new("log0"), new("log1"), new("log2")];

    private enum Answer
    {
        Acknowledged,
        Refused,
        Unknown,
    }

    [Theory]
    [InlineData(SessionAccess.Exclusive)]
    [InlineData(SessionAccess.Shared)]
    public void No_update_is_lost_doubled_or_falsely_acknowledged(SessionAccess access)
    {
        var verbs = Gen.Elements(StoreVerb.Acquire, StoreVerb.Commit, StoreVerb.Commit, StoreVerb.Release, StoreVerb.Beat);
        var late = Gen.Choose(1, 12_000).Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds));
        var fault = Gen.Frequency(
            (4, Gen.Constant(StoreFault.None)),
            (2, Gen.Constant(StoreFault.RequestLost)),
            (3, Gen.Constant(StoreFault.AnswerLost)),
            (1, late.Select(StoreFault.RequestLate)),
            (1, late.Select(StoreFault.AnswerLate)));
        var script = Gen.Zip(verbs, fault).ListOf(120).ToArbitrary();
        var config = Config.QuickThrowOnFailure.WithMaxTest(60);
        Prop.ForAll(script, faults =>
        {
            var rig = new Rig(options => options.StoreTimeout = TimeSpan.FromSeconds(3));
            OneThread.Run(rig.Time, () => RunAsync(rig, access, faults));
        }).Check(config);
    }

    private static async Task RunAsync(Rig rig, SessionAccess access, IEnumerable<(StoreVerb Verb, StoreFault Fault)> faults)
    {
        var id = await rig.StoreAsync();
        var nodes = new[] { rig.First, rig.NewNode(), rig.NewNode() };
        foreach (var (verb, fault) in faults)
            rig.Store.Script(verb, fault);

        var answers = new ConcurrentDictionary<int, Answer>();
        var requests = Enumerable.Range(0, Requests).Select(i => AppendAsync(nodes[i % nodes.Length], id, access, i, answers));
        await Task.WhenAll(requests);
        if (answers.Values.Count(answer => answer == Answer.Acknowledged) > Requests / 2)
            Assert.Contains(rig.Watched.Commits, commit => commit.Differences.Any(difference => difference is PatchedValue));

        var logs = await ReadAsync(rig, id);
        Assert.All(logs, log => Assert.Equal(log.Distinct(), log));
        foreach (var (number, answer) in answers)
        {
            var found = logs.Count(log => log.Contains(number));
            Assert.True(
                answer switch { Answer.Acknowledged => found == 2, Answer.Refused => found == 0, _ => found is 0 or 2 },
                $"{number} is {answer} and in {found} lists.");
        }
    }

    // What is still on its way arrives first. Then the session is free: whatever was cancelled or lost on the way, no lease stays behind.
    private static async Task<List<int>[]> ReadAsync(Rig rig, SessionId id)
    {
        await Task.Delay(TimeSpan.FromSeconds(30), rig.Time);
        rig.Options.LockWaitTimeout = TimeSpan.FromSeconds(90);
        await using var node = new SessionManager(
            rig.Memory, new GraphSerializer(), rig.Options, rig.Time, NullLogger<SessionManager>.Instance);
        await using var session = await node.OpenAsync(id, SessionAccess.Exclusive);
        return [.. Logs.Select(log => session!.Read(log) ?? [])];
    }

    private static async Task AppendAsync(
        SessionManager node, SessionId id, SessionAccess access, int number, ConcurrentDictionary<int, Answer> answers)
    {
        answers[number] = Answer.Refused;
        try
        {
            await using var session = (await node.OpenAsync(id, access, $"append {number}"))!;
            (await session.GetOrCreateAsync(Logs[number % 3], NewLog)).Add(number);
            await Task.Yield();
            (await session.GetOrCreateAsync(Logs[(number + 1 + (number % 2)) % 3], NewLog)).Add(number);
            await CommitAsync(session);
            answers[number] = Answer.Acknowledged;
        }
        catch (SessionCommitException failure)
        {
            answers[number] = failure.Failure == CommitFailure.Refused ? Answer.Refused : Answer.Unknown;
        }
        catch (SessionException)
        {
            // It never got the session.
        }
    }

    // So long that one number more is worth a patch.
    private static List<int> NewLog() => [.. Enumerable.Range(-500, 500)];

    private static async Task CommitAsync(Session session)
    {
        try
        {
            await session.CommitAsync();
        }
        catch (SessionCommitException unknown) when (unknown.Failure == CommitFailure.Unknown)
        {
            await session.CompleteAsync();
        }
    }
}
