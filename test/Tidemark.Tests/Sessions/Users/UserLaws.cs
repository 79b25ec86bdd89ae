using FsCheck;
using FsCheck.Fluent;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>
/// Sign-ins, new ids, sign-outs and ends of one user's sessions, all at once on three nodes, while calls of the store are lost and late. When all is
/// settled the user has no more sessions than he may, and all that he has are in his list.
/// </summary>
public sealed class UserLaws
{
    private const int Actions = 24;
    private const int EndAll = 9;

    [Theory]
    [InlineData(UserLimitPolicy.RefuseNewest)]
    [InlineData(UserLimitPolicy.EndOldest)]
    public void The_limit_holds_whatever_fails(UserLimitPolicy policy)
    {
        var verbs = Gen.Elements(
            StoreVerb.EnterUser, StoreVerb.EnterUser, StoreVerb.LeaveUser, StoreVerb.MoveUser, StoreVerb.Commit, StoreVerb.Commit, StoreVerb.Read, StoreVerb.ReadHead,
            StoreVerb.End, StoreVerb.Beat, StoreVerb.Acquire, StoreVerb.Release);
        var late = Gen.Choose(1, 2_500).Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds));
        var fault = Gen.OneOf(
            Gen.Constant(StoreFault.None), Gen.Constant(StoreFault.RequestLost), Gen.Constant(StoreFault.AnswerLost),
            late.Select(StoreFault.RequestLate), late.Select(StoreFault.AnswerLate));

        // No ends from outside: a session that was ended may come back when its creation is sent again.
        Check(policy, Gen.Zip(verbs, fault).ArrayOf(120), Gen.Choose(0, 8), 60);
    }

    [Theory]
    [InlineData(UserLimitPolicy.RefuseNewest)]
    [InlineData(UserLimitPolicy.EndOldest)]
    public void The_limit_holds_however_calls_overtake_each_other(UserLimitPolicy policy)
    {
        var verbs = Gen.Elements(
            StoreVerb.EnterUser, StoreVerb.LeaveUser, StoreVerb.MoveUser, StoreVerb.Commit, StoreVerb.Read, StoreVerb.ReadHead, StoreVerb.End);
        var late = Gen.Choose(0, 40).Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds));
        var fault = Gen.OneOf(late.Select(StoreFault.RequestLate), late.Select(StoreFault.AnswerLate));
        Check(policy, Gen.Zip(verbs, fault).ArrayOf(300), Gen.Choose(0, 9), 60);
    }

    private static void Check(UserLimitPolicy policy, Gen<(StoreVerb Verb, StoreFault Fault)[]> scripts, Gen<int> actions, int runs)
    {
        var plans = Gen.Zip(Gen.Choose(1, 3), actions.ArrayOf(Actions));
        Prop.ForAll(Gen.Zip(scripts, plans).ToArbitrary(), run =>
        {
            var rig = new Rig(options =>
            {
                (options.SessionsPerUser, options.OnUserLimit) = (run.Item2.Item1, policy);
                options.StoreTimeout = TimeSpan.FromSeconds(3);
            });
            OneThread.Run(rig.Time, () => RunAsync(rig, run.Item2.Item1, run.Item2.Item2, run.Item1), TimeSpan.FromMilliseconds(2));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(runs));
    }

    private static async Task RunAsync(Rig rig, int limit, int[] actions, (StoreVerb Verb, StoreFault Fault)[] faults)
    {
        var nodes = new[] { rig.First, rig.NewNode(), rig.NewNode() };
        foreach (var node in nodes)
            await node.StartAsync(CancellationToken.None);
        foreach (var (verb, fault) in faults)
            rig.Store.Script(verb, fault);
        var ids = new List<SessionId>();
        await Task.WhenAll(actions.Select((action, number) => ActAsync(rig, nodes[number % 3], action, number, ids)));

        // What is still to be told is told with the beats.
        await Task.Delay(TimeSpan.FromSeconds(90), rig.Time);
        var bound = 0;
        foreach (var id in ids.Distinct())
            bound += await rig.StateAsync(id) is { User.IsNone: false } ? 1 : 0;
        Assert.True(bound <= limit, $"The user has {bound} sessions and may have {limit}.");
        Assert.Equal(bound, await rig.NewNode(rig.Memory).CountAsync("ada"));
    }

    private static async Task ActAsync(Rig rig, SessionManager node, int action, int number, List<SessionId> ids)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(number * 3 % 40), rig.Time);
        try
        {
            if (action == EndAll)
            {
                await node.EndAllAsync("ada");
                return;
            }

            await using var session = node.Create();
            ids.Add(session.Id);
            await session.SetAsync(Keys.Count, number);
            if (action is 1 or 2)
                await session.CommitAsync();
            await session.BindUserAsync("ada");
            if (action is 2 or 3)
                await session.RegenerateIdAsync();
            ids.Add(session.Id);
            if (action == 4)
                return;
            await session.CommitAsync();
            if (action is 5 or 6)
                await session.RegenerateIdAsync();
            if (action == 6)
                session.Abandon();
            ids.Add(session.Id);
            await session.CompleteAsync();
        }
        catch (SessionException)
        {
            // Refused, ended, or nobody knows.
        }
    }
}
