using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.Graph.Tests.GeneratedShapes.Graphs;
using Tidemark.Graph.Tests.GeneratedShapes.Laws;
using Tidemark.Graph.Tests.GeneratedShapes.Types;
using Tidemark.Tests.Checks;

namespace Tidemark.Tests.Sessions;

/// <summary>What a commit acknowledged can be read elsewhere, over types that nobody wrote. The seeds are fixed, and a failure prints them.</summary>
public sealed class AcknowledgedLaws
{
    private const int Universes = 25;
    private const int Graphs = 8;

    private static readonly MethodInfo CheckMethod =
        typeof(AcknowledgedLaws).GetMethod(nameof(CheckAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly ConditionalWeakTable<World, GraphSerializer> Serializers = [];

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Every_node_reads_what_was_acknowledged(int batch, bool isProven)
    {
        var committed = 0;
        var found = Run.FirstFailure(
            (world, drawn) =>
            {
                var rig = new Rig(options => options.CheckUse = isProven);
                Failure? failure = null;
                OneThread.Run(rig.Time, async () =>
                {
                    (var count, failure) = await (Task<(int, Failure?)>)CheckMethod.MakeGenericMethod(world.RootType).Invoke(null, [rig, world, drawn])!;
                    committed += count;
                });
                return failure;
            },
            batch * Universes,
            Universes,
            Graphs);

        Assert.True(found is null, $"{found?.Failure}: universe {found?.UniverseSeed}, graph {found?.GraphSeed}.\n{found?.Drawn}");
        Assert.InRange(committed, Universes * Graphs, int.MaxValue);
    }

    private static async Task<(int Commits, Failure? Failure)> CheckAsync<T>(Rig rig, World world, Case drawn)
    {
        var (maker, warnings) = (new GraphMaker(world), new Warnings());
        await using var here = NodeOf(rig, world, warnings);
        await using var there = NodeOf(rig, world, NullLogger<SessionManager>.Instance);
        if (maker.Make(world.RootType, drawn.Graph) is not { } graph)
            return (1, null);
        var key = new SessionKey<T>("value");
        var committed = 0;
        SessionId? id = null;
        foreach (var edit in drawn.Edits.Prepend(null))
        {
            edit?.Apply(world, maker);
            try
            {
                await using var session = id is { } known ? (await here.OpenAsync(known, SessionAccess.Exclusive))! : here.Create();
                if (id is null || world.RootType.IsValueType || !ReferenceEquals(await session.GetAsync(key), graph))
                    await session.SetAsync(key, (T)graph);
                await session.CompleteAsync();
                id = session.Id;
                committed++;
            }
            catch (SessionAttributeException)
            {
                // It was refused, and nothing was acknowledged.
                return (committed, null);
            }

            if (await FaultAsync(there, id.Value, key, world, graph) is { } fault)
                return (committed, fault);
            if (warnings.Has(Warnings.PatchRefuted))
                return (committed, new Failure("A patch that holds is proven", warnings.Single(Warnings.PatchRefuted)));
        }

        return (committed, null);
    }

    private static async Task<Failure?> FaultAsync<T>(SessionManager there, SessionId id, SessionKey<T> key, World world, object graph)
    {
        try
        {
            await using var session = (await there.OpenAsync(id, SessionAccess.Exclusive))!;
            var read = await session.GetAsync(key);
            await session.CompleteAsync();
            return Likeness.Of(world, graph, read) == Verdict.Different ? new Failure("What is read elsewhere is what was committed", "") : null;
        }
        catch (SessionAttributeException unreadable)
        {
            return new Failure("What was acknowledged can be read", unreadable.Message);
        }
    }

    private static SessionManager NodeOf(Rig rig, World world, ILogger<SessionManager> log)
    {
        var serializer = Serializers.GetValue(world, static world =>
        {
            var options = new GraphOptions();
            options.KnownTypes.UnionWith(world.KnownTypes);
            return new GraphSerializer(options);
        });
        return new SessionManager(rig.Watched, serializer, rig.Options, rig.Time, log);
    }
}
