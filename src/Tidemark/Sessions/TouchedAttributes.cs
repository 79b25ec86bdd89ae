using System.Runtime.InteropServices;
using Tidemark.Diagnostics;
using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// What one request could have changed: the attributes it had mutable access to. Only these are compared at a commit.
/// </summary>
internal sealed class TouchedAttributes(SessionMeter meter)
{
    // Most requests touch one attribute, or none.
    private Touched _first;
    private List<Touched>? _others;
    private int _count;

    // What the request still has in hand of attributes that others may have by now.
    private List<DetachedObject>? _detached;

    /// <summary>What the request had in hand when others got the attributes, and what the store had of it.</summary>
    public IEnumerable<(string Name, LiveValue Live, StoredValue? Since)> Detached =>
        _detached?.Select(detached => (detached.Name, detached.Live, detached.Since)) ?? [];

    public IEnumerable<string> Names => Enumerable.Range(0, _count).Select(number => At(number).Slot.Name);

    public void Note(AttributeSlot slot)
    {
        if (slot.NotedBy == this)
            return;
        slot.NotedBy = this;
        Add(new Touched(slot, slot.Stored));
        meter.AttributeTouched();
    }

    /// <summary>Compares, and says what a store has to be told. Changes no baseline: the store's answer does.</summary>
    public IReadOnlyList<Difference> FindDifferences()
    {
        List<Difference>? differences = null;
        for (var number = 0; number < _count; number++)
        {
            if (AttributeFaults.FindDifference(At(number).Slot) is { } difference)
                (differences ??= []).Add(difference);
        }

        return differences ?? (IReadOnlyList<Difference>)[];
    }

    /// <summary>Whether nobody else has changed any of them since.</summary>
    public bool AreCurrent()
    {
        for (var number = 0; number < _count; number++)
        {
            if (At(number) is var (slot, since) && slot.Stored != since)
                return false;
        }

        return true;
    }

    /// <summary>The store has applied what was found.</summary>
    public void Acknowledge()
    {
        for (var number = 0; number < _count; number++)
        {
            ref var touched = ref At(number);
            touched = touched with { Since = touched.Slot.Stored };
        }
    }

    /// <summary>
    /// Everything is committed, and others may have the attributes from now on. They get objects of their own: the handler may still change
    /// those that it got.
    /// </summary>
    public void Detach()
    {
        for (var number = 0; number < _count; number++)
        {
            var (slot, since) = At(number);
            if (slot.Live is { } live)
                (_detached ??= []).Add(new DetachedObject(slot.Name, live, since));
            slot.Discard();
        }

        Forget();
    }

    /// <summary>The attributes whose objects the handler changed after they were detached. The others it may still change.</summary>
    public IReadOnlyCollection<string> FindLateChanges() =>
        _detached is not { Count: > 0 } ? [] : [.. _detached.Where(detached => detached.IsChanged).Select(detached => detached.Name)];

    /// <summary>Takes the late changes up again; false if somebody else, or this request by another object, has the attribute since.</summary>
    public bool TryAttach(ClientState state)
    {
        for (var i = _detached is null ? -1 : _detached.Count - 1; i >= 0; i--)
        {
            var (name, live, since) = _detached![i];
            if (!_detached[i].IsChanged)
                continue;
            var slot = state.Obtain(name);
            if (slot.Stored?.Version != since?.Version || slot.NotedBy is not null)
                return false;
            slot.Put(live, null);
            Note(slot);
            _detached.RemoveAt(i);
        }

        return true;
    }

    /// <summary>Drops the live objects: whoever asks next gets them from the baseline.</summary>
    public void Discard()
    {
        for (var number = 0; number < _count; number++)
            At(number).Slot.Discard();
        Forget();
        _detached?.Clear();
    }

    /// <summary>The request is over.</summary>
    public void Forget()
    {
        for (var number = 0; number < _count; number++)
            At(number).Slot.NotedBy = null;
        _first = default;
        _others?.Clear();
        _count = 0;
    }

    private ref Touched At(int number)
    {
        if (number == 0)
            return ref _first;
        return ref CollectionsMarshal.AsSpan(_others)[number - 1];
    }

    private void Add(Touched touched)
    {
        if (_count++ == 0)
            _first = touched;
        else
            (_others ??= []).Add(touched);
    }

    private readonly record struct Touched(AttributeSlot Slot, StoredValue? Since);

    private readonly record struct DetachedObject(string Name, LiveValue Live, StoredValue? Since)
    {
        public bool IsChanged
        {
            get
            {
                try
                {
                    return Since is not { } since || !Live.IsSameAs(since.Bytes.Span);
                }
                catch (GraphException)
                {
                    // It holds something by now that cannot be state: the commit that takes it up says what.
                    return true;
                }
            }
        }
    }
}
