using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// What one request could have changed: the attributes it had mutable access to. Only these are compared at a commit.
/// </summary>
internal sealed class TouchedAttributes(SessionMeter meter)
{
    private readonly List<AttributeSlot> _slots = [];

    public void Note(AttributeSlot slot)
    {
        if (slot.IsNoted)
            return;
        slot.IsNoted = true;
        _slots.Add(slot);
        meter.AttributeTouched();
    }

    /// <summary>Compares, and says what a store has to be told. Changes no baseline: the store's answer does.</summary>
    public IReadOnlyList<Difference> FindDifferences()
    {
        List<Difference>? differences = null;
        foreach (var slot in _slots)
        {
            if (AttributeFaults.FindDifference(slot) is { } difference)
                (differences ??= []).Add(difference);
        }

        return differences ?? (IReadOnlyList<Difference>)[];
    }

    /// <summary>Drops the live objects: whoever asks next gets them from the baseline.</summary>
    public void Discard()
    {
        foreach (var slot in _slots)
            slot.Discard();
        Forget();
    }

    /// <summary>The request is over.</summary>
    public void Forget()
    {
        foreach (var slot in _slots)
            slot.IsNoted = false;
        _slots.Clear();
    }
}
