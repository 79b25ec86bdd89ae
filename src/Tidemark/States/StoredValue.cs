using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>What the store has of one attribute: the baseline. Never changed, only replaced, so that anybody may read it at any time.</summary>
internal sealed class StoredValue(ReadOnlyMemory<byte> bytes, StateVersion version)
{
    // The decoded value of an immutable type, which all requests may share.
    private LiveValue? _decoded;

    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>The session's version when the attribute last changed.</summary>
    public StateVersion Version => version;

    /// <summary>The value as an object: the same one for all if its type is immutable, else a new one each time.</summary>
    public LiveValue<T> Open<T>(GraphSerializer graph, string attribute)
    {
        if (_decoded is LiveValue<T> decoded)
            return decoded;
        var plan = AttributeFaults.PlanOf<T>(graph, attribute);
        var opened = new LiveValue<T>(plan, AttributeFaults.Decode(plan, attribute, this));
        if (plan.IsImmutable)
            _decoded = opened;
        return opened;
    }
}
