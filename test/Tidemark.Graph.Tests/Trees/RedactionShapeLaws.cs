using System.Globalization;
using Tidemark.Graph.Tests.GeneratedShapes.Graphs;
using Tidemark.Graph.Tests.GeneratedShapes.Laws;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.Trees;

/// <summary>
/// The laws of taking members out, over types that nobody wrote, held against <see cref="LiveRedaction"/>. TIDEMARK_REDACTION=seed begins with
/// another universe.
/// </summary>
public sealed class RedactionShapeLaws
{
    private const int Universes = 80;
    private const int Graphs = 50;

    private static readonly int First = int.Parse(Environment.GetEnvironmentVariable("TIDEMARK_REDACTION") ?? "0", CultureInfo.InvariantCulture);

    private int _redacted;
    private int _unsure;

    [Fact]
    public void The_laws_of_redaction_hold_over_all_shapes()
    {
        if (Run.FirstFailure(Check, First, Universes, Graphs) is not { } found)
        {
            Assert.InRange(_redacted, Universes * Graphs / 8, Universes * Graphs);
            Assert.InRange(_unsure, 0, _redacted / 3);
            return;
        }

        var (smallest, failure) = Shrinker.Shrink(Check, found.Drawn, found.Failure);
        Assert.Fail(
            $"""
            {failure.Law}: not so for universe {found.UniverseSeed} (TIDEMARK_REDACTION={found.UniverseSeed}), graph {found.GraphSeed}.
            The smallest case like it:
            {smallest}
            {failure.Detail}
            """);
    }

    private Failure? Check(World world, Case drawn)
    {
        var bytes = world.Plan.Encode(new GraphMaker(world).Make(world.RootType, drawn.Graph));
        var path = PathOf(world.Plan.Schema, new Random(drawn.Salt));
        var redaction = GraphRedaction.Of(bytes, world.Plan.Schema, new GraphMemberPaths(path));
        if (redaction.IsWhole != redaction.Payload.Span.SequenceEqual(bytes))
            return new Failure("What is whole has the same bytes, and nothing else has", path);
        if (!GraphRedaction.Of(redaction.Payload, world.Plan.Schema, new GraphMemberPaths(path)).IsWhole)
            return new Failure("What was taken out once is not there to be taken out again", path);
        if (redaction.Payload.Length > bytes.Length + world.Plan.Schema.Bytes.Length)
            return new Failure("What is left is no longer than it was, apart from names of types", path);
        _redacted += redaction.IsWhole ? 0 : 1;
        if (LiveRedaction.TryOf(world, world.Plan.Decode(bytes), path, out var expected))
            return Decoded(world, drawn, redaction.Payload, expected) is { } failure ? failure with { Detail = $"{path}: {failure.Detail}" } : null;
        _unsure += redaction.IsWhole ? 0 : 1;
        return null;
    }

    private static Failure? Decoded(World world, Case drawn, ReadOnlyMemory<byte> payload, object? expected)
    {
        var (left, traits) = (world.Plan.Decode(payload.Span), CaseTraits.Of(world, drawn));
        if (Likeness.Of(world, expected, left) == Verdict.Different)
            return new Failure("What is left is what reflection leaves", world.Plan.Schema.Read(payload.Span).ToString());
        if (!traits.IsGuessed && world.Plan.Compare(left, payload.Span).FirstDifference is { } path)
            return new Failure("What is left is a baseline of what it decodes to", path);
        return traits.MayReorder || world.Plan.Encode(left).AsSpan().SequenceEqual(payload.Span)
            ? null
            : new Failure("What is left is what the encoder would write", Convert.ToHexString(payload.Span));
    }

    private static string PathOf(GraphSchema schema, Random random)
    {
        var members = schema.Scope.Definitions.Values.SelectMany(definition => definition.Members).Select(member => member.Name);
        string[] names = [.. members.Where(name => name[0] != '[').Distinct(), "Item1", "Value"];
        var (one, other) = (names[random.Next(names.Length)], names[random.Next(names.Length)]);
        return random.Next(8) switch
        {
            0 => one,
            1 => $"{one}.{other}",
            2 => $"*.{one}.*",
            3 => $"*.{one}.{other}",
            4 => $"*.{one}.*.{other}",
            5 => "*",
            _ => $"*.{one}",
        };
    }
}
