using Tidemark.Graph.Schemas;
using Tidemark.Graph.Trees;

namespace Tidemark.Graph;

/// <summary>
/// A payload without the members that must not leave, made by its schema alone, without the application's types. Immutable, and safe for all
/// threads.
/// </summary>
/// <remarks>
/// A member that is taken out has the default of its type: null, zero, or a struct of such; a value that the application converts has the
/// default of what it is converted to. All else is as it was, sharing and cycles too. An instance that is referred to from elsewhere as well
/// stays there, and is whole there; a member of an instance is gone wherever that stands. Keys of dictionaries and elements of sets keep their
/// members: see <see cref="KeptInKeys"/>. Keys themselves and properties of a JSON object are no members.
/// </remarks>
public sealed class GraphRedaction
{
    private GraphRedaction(ReadOnlyMemory<byte> payload, bool isWhole, IReadOnlyList<string> keptInKeys) =>
        (Payload, IsWhole, KeptInKeys) = (payload, isWhole, keptInKeys);

    /// <summary>What is left, of the same schema; the memory that was given if <see cref="IsWhole"/>.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Whether nothing was taken out, because none of the members was there, or none had another value than its default.</summary>
    public bool IsWhole { get; }

    /// <summary>
    /// The paths, as they were given, that lead to members with a value which are still there: in keys of dictionaries, in elements of sets and of
    /// keyed collections, in priorities, or in what these refer to. There nothing is taken out, because what differs in such a member alone would
    /// become one. To take these out, name the member that holds the collection.
    /// </summary>
    public IReadOnlyList<string> KeptInKeys { get; }

    /// <summary>Takes members out of a payload. The work is bounded by its size and the number of paths.</summary>
    /// <param name="payload">
    /// The payload. It need not be trusted, and is not read if its schema has no such members. If nothing is taken out, it is also the answer, so it
    /// must not change later.
    /// </param>
    /// <param name="schema">The schema that it names; see <see cref="GraphSchema.TryGetFingerprint"/>.</param>
    /// <param name="paths">The members.</param>
    /// <exception cref="GraphFormatException">The payload is damaged, or of another schema.</exception>
    public static GraphRedaction Of(ReadOnlyMemory<byte> payload, GraphSchema schema, GraphMemberPaths paths)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(paths);
        GraphTree.DemandSchema(schema, payload.Span);
        if (!paths.MayBeIn(schema))
            return new GraphRedaction(payload, isWhole: true, []);
        var root = schema.Read(payload.Span);
        var leaves = new LeafValues(new TypeAgreement(root, root), new TreeWork());
        var searches = paths.Each.Select(path => (path.Text, Members: new MemberSearch(path, leaves))).ToArray();
        foreach (var (_, members) in searches)
            members.Run(root);
        var found = searches.SelectMany(search => search.Members.Found).ToHashSet();
        string[] kept = [.. searches.Where(search => !found.IsSupersetOf(search.Members.FoundInKeys)).Select(search => search.Text)];
        if (found.Count == 0)
            return new GraphRedaction(payload, isWhole: true, kept);
        TakeOut(found, schema);
        return new GraphRedaction(Written(root, schema), isWhole: false, kept);
    }

    // The tree is nobody else's.
    private static void TakeOut(HashSet<FoundMember> found, GraphSchema schema)
    {
        var enums = new EnumMaps();
        foreach (var members in found.GroupBy(member => member.Owner, member => member.Position))
        {
            GraphMember[] left = [.. members.Key.Members];
            foreach (var i in members)
                left[i] = left[i] with { Value = DefaultNode.Of(LeafValues.FormOf(members.Key.Form!, i), schema.Scope, enums) };
            members.Key.Members = left;
        }
    }

    // Each node is written once, so the bytes grow by no more than names of types that other slots had no need of.
    private static byte[] Written(GraphNode root, GraphSchema schema)
    {
        try
        {
            return NodeWriter.Write(root, schema, long.MaxValue, out _);
        }
        catch (GraphException tooDeep)
        {
            throw new GraphFormatException(tooDeep.Message, 0, tooDeep);
        }
    }
}
