using Tidemark.Stores;

namespace Tidemark.Testing;

/// <summary>What stores answer in a <see cref="ModelRun"/>, as texts that two stores can be compared by: lists without an order are sorted.</summary>
internal sealed class ModelTexts(StateKey[] keys, NodeId[] nodes)
{
    public string Name(StateKey key) => $"session {Array.IndexOf(keys, key)}";

    public string Name(NodeId node) => $"node {Array.IndexOf(nodes, node)}";

    public string Show(AcquireOutcome outcome) => outcome switch
    {
        AcquireOutcome.Granted granted => $"granted {granted.Token.Counter}{(granted.OthersWait ? ", others wait" : "")}, {Show(granted.State)}",
        AcquireOutcome.Held held => $"held by {Name(held.Holder)} for {held.Age}: {held.Purpose}",
        _ => "missing",
    };

    public string Show(BeatOutcome outcome) => $"alive since {outcome.Since:O}, "
        + string.Join(", ", outcome.Recalls.Select(recall => $"{Name(recall.Key)} recalled from {recall.Token.Counter}").Order());

    public string Show(IReadOnlyList<EndedState> ended) => string.Join("; ", ended
        .Select(end => $"{Name(end.Key)} ended {end.Reason} at {end.At:O}: {Show(end.State)}").Order(StringComparer.Ordinal));

    public static string Show(CommitOutcome outcome) => outcome switch
    {
        CommitOutcome.Committed committed => $"committed {committed.Token.Counter} {committed.Version}{(committed.OthersWait ? ", others wait" : "")}",
        _ => outcome.ToString(),
    };

    public static string Show(ReadOutcome outcome) => outcome switch
    {
        ReadOutcome.Found found => Show(found.State),
        ReadOutcome.NotModified same => $"not modified, {same.IdleRemaining}",
        _ => "missing",
    };

    private static string Show(PrimaryState state) =>
        $"{state.Version} of {state.Created:O}, {state.Lifetime}, {state.IdleRemaining} left, of {state.User}"
        + string.Concat(state.Changed.OrderBy(attribute => attribute.Name, StringComparer.Ordinal)
            .Select(attribute => $", {attribute.Name} {attribute.Version}{(attribute.Base is { } start ? $" {Show(start.Version, start.Bytes)}" : "")}"
                + string.Concat(attribute.Patches.Select(patch => $" + {Show(patch.Version, patch.Bytes)} on {patch.On}"))))
        + string.Concat(state.Unchanged.Order(StringComparer.Ordinal).Select(name => $", {name} unchanged"));

    private static string Show(StateVersion version, ReadOnlyMemory<byte> bytes) =>
        $"{version} {Convert.ToHexString(bytes.Span[..Math.Min(bytes.Length, 4)])}/{bytes.Length}/{Sum(bytes.Span)}";

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
