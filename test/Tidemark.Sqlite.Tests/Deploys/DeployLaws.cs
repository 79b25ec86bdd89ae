using FsCheck;
using FsCheck.Fluent;

namespace Tidemark.Sqlite.Tests.Deploys;

/// <summary>The law of a rolling deploy: whoever serves a session, nobody loses what he knows, nor what he does not know.</summary>
public sealed class DeployLaws
{
    [Theory]
    [InlineData(false, 300)]
    [InlineData(true, 15)]
    public async Task Two_builds_that_take_turns_lose_nothing(bool isDurable, int runs)
    {
        await using var builds = new TwoBuilds(isDurable);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(runs).WithEndSize(60),
            Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), instructions => Run(builds, instructions)));
    }

    // On a thread of the pool, whose awaits need no other thread to go on.
    private static bool Run(TwoBuilds builds, int[] instructions) => Task.Run(() => RunAsync(builds, instructions)).GetAwaiter().GetResult();

    private static async Task<bool> RunAsync(TwoBuilds builds, int[] instructions)
    {
        var truth = new Truth();
        var isNew = instructions.Length % 2 == 0;
        var id = await builds.CreateAsync(isNew, session => new Edit(1, 1).ApplyAsync(session, truth, isNew));
        for (var i = 0; i < instructions.Length; i++)
        {
            var bits = unchecked((uint)(instructions[i] + i) * 2654435761);
            var edit = new Edit((int)(bits >> 8) % Edit.Kinds, (int)(bits >> 16) % 97);
            switch (bits % 16)
            {
                case < 6: isNew = !isNew; break;
                case 6: await builds.RestartAsync(isNew); break;
                case 7: await DiscardAsync(builds, isNew, id, edit); continue;
                case 8: id = await MoveAsync(builds, isNew, id); break;
            }

            await builds.RequestAsync(isNew, id, async session =>
            {
                await edit.ApplyAsync(session, truth, isNew);
                if (bits % 3 != 0)
                    return;

                // Two commits of one request.
                await session.CommitAsync();
                await edit.ApplyAsync(session, truth, isNew);
            });
            await AssertSeenAsync(builds, bits % 5 == 0 ? isNew : !isNew, id, truth);
        }

        await AssertSeenAsync(builds, isNew: false, id, truth);
        await AssertSeenAsync(builds, isNew: true, id, truth);
        return true;
    }

    private static Task DiscardAsync(TwoBuilds builds, bool isNew, SessionId id, Edit edit) => builds.RequestAsync(isNew, id, async session =>
    {
        await edit.ApplyAsync(session, new Truth(), isNew);
        session.Discard();
    });

    private static Task<SessionId> MoveAsync(TwoBuilds builds, bool isNew, SessionId id) => builds.RequestAsync(isNew, id, async session =>
    {
        await session.RegenerateIdAsync();
        return session.Id;
    });

    private static async Task AssertSeenAsync(TwoBuilds builds, bool isNew, SessionId id, Truth truth)
    {
        var seen = await builds.RequestAsync(
            isNew,
            id,
            session => Task.FromResult(isNew
                ? Truth.Of(session.Read(New.CartKey)!, session.Read(New.TasteKey)!)
                : Truth.Of(session.Read(Old.CartKey)!, session.Read(Old.TasteKey)!)),
            SessionAccess.ReadOnly);
        Assert.Equal(isNew ? truth.AsNew : truth.AsOld, seen);
    }
}
