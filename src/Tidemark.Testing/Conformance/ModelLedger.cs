using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>
/// What the commits that a store acknowledged have made of each session in a <see cref="ModelRun"/>: whoever knows nothing must be able to read all of it.
/// </summary>
internal sealed class ModelLedger(string run)
{
    private readonly Dictionary<StateKey, Dictionary<string, List<byte[]>>> _sessions = [];
    private readonly HashSet<CommitId> _seen = [];

    /// <summary>A commit was acknowledged.</summary>
    /// <param name="request">The commit.</param>
    /// <param name="isNew">Whether there was no such session before. If there was, one that was sent again changes nothing.</param>
    public void Acknowledge(CommitRequest request, bool isNew)
    {
        if (!_seen.Add(request.Id) && !isNew)
            return;
        if (isNew)
            _sessions[request.Key] = new(StringComparer.Ordinal);
        var attributes = _sessions[request.Key];
        foreach (var difference in request.Differences)
        {
            switch (difference)
            {
                case WholeValue whole:
                    attributes[whole.Name] = [whole.Value.ToArray()];
                    break;
                case PatchedValue patch:
                    attributes[patch.Name].Add(patch.Patch.ToArray());
                    break;
                default:
                    attributes.Remove(difference.Name);
                    break;
            }
        }
    }

    /// <summary>What a store answers to one that knows nothing of a session.</summary>
    public void Check(StateKey key, ReadOutcome answer)
    {
        var expected = _sessions[key];
        var state = Assert.IsType<ReadOutcome.Found>(answer).State;
        Assert.True(state.Unchanged.Count == 0, $"{run}: something is unchanged for one that knows nothing.");
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), state.Changed.Select(attribute => attribute.Name).Order(StringComparer.Ordinal));
        foreach (var attribute in state.Changed)
        {
            Assert.True(attribute is { Base: not null, Fault: null }, $"{run}: an attribute that was acknowledged cannot be read: {attribute.Fault}");
            var chain = attribute.Patches.Select(patch => patch.Bytes).Prepend(attribute.Base!.Bytes).ToArray();
            var own = expected[attribute.Name];
            Assert.True(
                chain.Length == own.Count && chain.Zip(own).All(part => part.First.Span.SequenceEqual(part.Second)),
                $"{run}: an attribute is not what was acknowledged.");
        }
    }
}
