using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>
/// Many requests append their number to one list while calls of the store are lost, late and answered by nobody. What was acknowledged
/// is there once, what was refused is not there, and what is unknown is there once at most.
/// </summary>
public sealed class FaultLaws
{
    private const int Requests = 24;

    private static readonly SessionKey<List<int>> Log = new("log");

    private enum Answer
    {
        Acknowledged,
        Refused,
        Unknown,
    }

    [Fact]
    public void No_update_is_lost_doubled_or_falsely_acknowledged()
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
            OneThread.Run(rig.Time, () => RunAsync(rig, faults));
        }).Check(config);
    }

    private static async Task RunAsync(Rig rig, IEnumerable<(StoreVerb Verb, StoreFault Fault)> faults)
    {
        var id = await rig.StoreAsync();
        var nodes = new[] { rig.First, rig.NewNode(), rig.NewNode() };
        foreach (var (verb, fault) in faults)
            rig.Store.Script(verb, fault);

        var answers = new ConcurrentDictionary<int, Answer>();
        var requests = Enumerable.Range(0, Requests).Select(i => AppendAsync(nodes[i % nodes.Length], id, i, answers));
        await Task.WhenAll(requests);

        var log = await ReadAsync(rig, id);
        Assert.Equal(log.Distinct(), log);
        foreach (var (number, answer) in answers)
        {
            if (answer == Answer.Acknowledged)
                Assert.Contains(number, log);
            else if (answer == Answer.Refused)
                Assert.DoesNotContain(number, log);
        }
    }

    // What is still on its way arrives first. Then the session is free: whatever was cancelled or lost on the way, no lease stays behind.
    private static async Task<List<int>> ReadAsync(Rig rig, SessionId id)
    {
        await Task.Delay(TimeSpan.FromSeconds(30), rig.Time);
        rig.Options.LockWaitTimeout = TimeSpan.FromSeconds(90);
        await using var node = new SessionManager(
            rig.Memory, new GraphSerializer(), rig.Options, rig.Time, NullLogger<SessionManager>.Instance);
        await using var session = await node.OpenAsync(id, SessionAccess.Exclusive);
        return session!.Read(Log) ?? [];
    }

    private static async Task AppendAsync(SessionManager node, SessionId id, int number, ConcurrentDictionary<int, Answer> answers)
    {
        answers[number] = Answer.Refused;
        try
        {
            await using var session = (await node.OpenAsync(id, SessionAccess.Exclusive, $"append {number}"))!;
            var log = await session.GetOrCreateAsync(Log, () => []);
            log.Add(number);
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
