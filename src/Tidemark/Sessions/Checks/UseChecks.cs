using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// Looks for wrong use in one request: at what it read, at what it finds changed, and at what two of its attributes share. See
/// <see cref="TidemarkOptions.CheckUse"/>.
/// </summary>
internal sealed class UseChecks(SessionNode node, WrongUse found, StateHold hold, string purpose)
{
    private const int MostRemembered = 256;

    // A request has an attribute for as long as it runs: so long that somebody notices is too long.
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(1);

    private readonly List<Copy> _copies = [];

    private StateKey Key => hold.State.IsStored ? hold.State.Key : node.KeyOf(hold.Id);

    /// <summary>Read has handed out a value.</summary>
    public void HandedOut<T>(string attribute, T value)
    {
        // Who reads bytes may use the array for whatever he likes.
        if (value is null or byte[] || _copies.Count == MostRemembered)
            return;
        Try(() =>
        {
            var live = new LiveValue<T>(node.Forms.Of<T>(attribute), value);
            if (!live.IsImmutable && LiveChanges.IsSteady(live, out var bytes))
                _copies.Add(new Copy(attribute, value, live, bytes));
        });
    }

    /// <summary>
    /// The application sets a value: if it had read it before, it may have changed it for that. If it had it from a request before, it is the
    /// session's again.
    /// </summary>
    public void Set(object? value)
    {
        _copies.RemoveAll(copy => ReferenceEquals(copy.Value, value));
        if (value is not null)
            found.TakeBack(left => ReferenceEquals(left.Live.Instance, value));
    }

    /// <summary>The request is about to get an attribute that nobody has.</summary>
    public void Opening(AttributeSlot slot)
    {
        if (slot.NotedBy is null)
            Try(() => Compare(slot, "The change is stored with the next commit of the request that has the attribute now."));
    }

    /// <summary>What is to be sent, once it is proven that all nodes can read it.</summary>
    /// <exception cref="SessionAttributeException">What is written of a value cannot be read again. Nothing was sent.</exception>
    public IReadOnlyList<Difference> Proven(IReadOnlyList<Difference> differences) => CommitProof.Prove(node.Log, Key, hold.State, differences);

    /// <summary>Something is about to be sent.</summary>
    public void Committing() => Try(() =>
    {
        var slots = hold.State.Live(hold.Viewer);
        if (slots.Count > 1)
            SharedInstances.Find(node.Forms, slots, (one, other) => found.Shared(Key, one, other));
    });

    /// <summary>The request waits for attributes that another one has.</summary>
    public async ValueTask WaitAsync(ValueTask taken, LocalSession place, IReadOnlyCollection<string> names)
    {
        var (since, held) = (node.Time.GetTimestamp(), place.Locks.Report().FirstOrDefault(attribute => names.Contains(attribute.Name)));
        try
        {
            await taken;
        }
        finally
        {
            if (held is not null && node.Time.GetElapsedTime(since) is var waited && waited >= LongWait)
                found.HeldLong(place.Key, held.Name, held.Holder, purpose, waited);
        }
    }

    /// <summary>The request ends. Its own changes are stored or dropped by now.</summary>
    public void Close()
    {
        foreach (var copy in _copies)
            Try(() => Compare(copy));
        _copies.Clear();
        if (hold.Place is not null)
            Try(CloseInPlace);
    }

    /// <summary>The request has ended. Of the objects that others have overtaken, some are the session's again; the others are nobody's.</summary>
    public void Left(IReadOnlyList<LiveValue> takenBack) => Try(() =>
    {
        found.TakeBack(left => takenBack.Contains(left.Live));
        foreach (var (attribute, live, since) in hold.Touched.Detached)
        {
            if (since is not null && !live.IsImmutable && !takenBack.Contains(live) && live.IsSameAs(since.Bytes.Span))
                found.Leave(new Leftover(Key, attribute, live, since.Bytes));
        }
    });

    /// <summary>The request is disposed of, and drops what it has not committed.</summary>
    public void Dropping(Func<IEnumerable<string>> describe) => Try(() =>
    {
        string[] dropped = [.. describe()];
        if (dropped.Length > 0)
            found.Dropped(Key, purpose, dropped);
    });

    private void CloseInPlace()
    {
        foreach (var left in found.LeftOf(Key))
        {
            if (LiveChanges.In(left.Live, left.Bytes.Span) is { } changes)
                found.ChangedTooLate(Key, left.Attribute, changes, "The change is lost, for the session had given the object up.");
        }

        if (hold.Viewer is null)
            return;
        foreach (var slot in hold.State.Live(null))
            Try(() => Compare(slot, "Unless a later request gets the attribute on this node while it is kept here, the change is lost."));
    }

    private void Compare(Copy copy)
    {
        if (LiveChanges.In(copy.Live, copy.Bytes.Span) is { } changes)
            found.ReadAndChanged(Key, copy.Attribute, purpose, changes);
    }

    private void Compare(AttributeSlot slot, string consequence)
    {
        var (live, stored) = (slot.Live, slot.Stored);
        if (live is not { IsImmutable: false } || stored is null || !stored.TryRead(out var bytes))
            return;
        if (LiveChanges.In(live, bytes.Span) is not { } changes || !LiveChanges.IsSteady(live, out _))
            return;

        // Meanwhile another request may have got it, changed it and stored it.
        Interlocked.MemoryBarrier();
        if (slot.NotedBy is null && slot.Live == live && slot.Stored == stored)
            found.ChangedTooLate(Key, slot.Name, changes, consequence);
    }

    private void Try(Action look)
    {
        try
        {
            look();
        }
        catch (Exception failure)
        {
            found.Failed(failure);
        }
    }

    private sealed record Copy(string Attribute, object Value, LiveValue Live, ReadOnlyMemory<byte> Bytes);
}
