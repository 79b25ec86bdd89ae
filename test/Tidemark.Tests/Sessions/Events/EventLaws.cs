using FsCheck;
using FsCheck.Fluent;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>
/// Sessions end in every way while calls of the store are lost and late. Each end is told, with the last state that was acknowledged; if nothing
/// is lost, it is told once.
/// </summary>
public sealed class EventLaws
{
    private const int Sessions = 12;

    [Fact]
    public void Every_end_is_told_once_if_nothing_fails() => Check(Gen.Constant<(StoreVerb, StoreFault)[]>([]), exactly: true);

    [Fact]
    public void Every_end_is_told_at_least_once_whatever_fails()
    {
        var verbs = Gen.Elements(
            StoreVerb.ClaimEnded, StoreVerb.ForgetEnded, StoreVerb.End, StoreVerb.Commit, StoreVerb.Beat, StoreVerb.Read, StoreVerb.Release);
        var late = Gen.Choose(1, 2_500).Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds));
        var fault = Gen.OneOf(
            Gen.Constant(StoreFault.None), Gen.Constant(StoreFault.RequestLost), Gen.Constant(StoreFault.AnswerLost), late.Select(StoreFault.AnswerLate));
        Check(Gen.Zip(verbs, fault).ArrayOf(80), exactly: false);
    }

    private static void Check(Gen<(StoreVerb Verb, StoreFault Fault)[]> scripts, bool exactly)
    {
        var ways = Gen.Choose(0, 3).ArrayOf(Sessions);
        Prop.ForAll(Gen.Zip(scripts, ways).ToArbitrary(), run =>
        {
            var rig = new Rig(options => options.StoreTimeout = TimeSpan.FromSeconds(3));
            OneThread.Run(rig.Time, () => RunAsync(rig, run.Item1, run.Item2, exactly), TimeSpan.FromMilliseconds(50));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(exactly ? 10 : 40));
    }

    private static async Task RunAsync(Rig rig, IEnumerable<(StoreVerb Verb, StoreFault Fault)> faults, int[] ways, bool exactly)
    {
        var told = new List<(string Session, int Last)>();
        var heard = new Heard
        {
            OnEnded = (ended, _) =>
            {
                told.Add((ended.Session, ended.Read(Keys.Count)));
                return Task.CompletedTask;
            },
        };
        var nodes = Enumerable.Range(0, 3).Select(_ => rig.NewNode(null, null, heard)).ToArray();
        foreach (var node in nodes)
            await node.StartAsync(CancellationToken.None);
        var ids = new List<SessionId>();
        for (var number = 0; number < ways.Length; number++)
        {
            await using var session = nodes[number % 3].Create();
            await session.SetAsync(Keys.Count, number);
            await session.CompleteAsync();
            ids.Add(session.Id);
        }

        foreach (var (verb, fault) in faults)
            rig.Store.Script(verb, fault);
        await Task.WhenAll(ways.Select((way, number) => EndAsync(nodes[(number + 1) % 3], ids[number], way)));
        await Task.Delay(rig.Options.IdleTimeout + TimeSpan.FromMinutes(15), rig.Time);

        Assert.Equal(
            ids.Select((id, number) => (rig.KeyOf(id).ToString(), number)).Order(),
            (exactly ? told : told.Distinct()).Order());
    }

    private static async Task EndAsync(SessionManager node, SessionId id, int way)
    {
        try
        {
            switch (way)
            {
                case 0:
                    await node.EndAsync(id);
                    break;
                case 1:
                    await using (var session = await node.OpenAsync(id, SessionAccess.Exclusive))
                    {
                        session!.Abandon();
                        await session.CompleteAsync();
                    }

                    break;
                case 2:
                    await using (var session = await node.OpenAsync(id, SessionAccess.Shared))
                        await session!.CompleteAsync();
                    break;
            }
        }
        catch (SessionException)
        {
            // Then it expires, or has ended all the same.
        }
    }
}
