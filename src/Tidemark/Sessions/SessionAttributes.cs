using System.Diagnostics.CodeAnalysis;
using Tidemark.Diagnostics;

namespace Tidemark;

/// <summary>
/// How one request gets at the attributes of its session: first it has the attribute for itself, then it opens it. A mutable access is noted,
/// which is all that the later compare needs to know.
/// </summary>
internal readonly struct SessionAttributes(SessionNode node, StateHold hold)
{
    public ValueTask<T?> GetAsync<T>(SessionKey<T> key, CancellationToken cancellationToken)
    {
        var taken = hold.TakeAsync(key.Name, cancellationToken);
        return taken.IsCompletedSuccessfully ? new ValueTask<T?>(Get(key)) : ThenGetAsync(taken, key);
    }

    public ValueTask<T> GetOrCreateAsync<T>(SessionKey<T> key, Func<T> create, CancellationToken cancellationToken)
    {
        var taken = hold.TakeAsync(key.Name, cancellationToken);
        return taken.IsCompletedSuccessfully ? new ValueTask<T>(GetOrCreate(key, create)) : ThenGetOrCreateAsync(taken, key, create);
    }

    public T? Read<T>(SessionKey<T> key)
    {
        var value = Look(key);
        hold.Checks?.HandedOut(key.Name, value);
        return value;
    }

    private T? Look<T>(SessionKey<T> key)
    {
        if (Find(key.Name) is not { } slot)
            return default;
        try
        {
            if (slot.NotedBy is { } noted && noted == hold.Viewer)
                return slot.Read<T>(node.Forms);

            // Another request may have removed it in this very moment.
            return slot.Stored is { } stored ? stored.Open<T>(node.Forms, key.Name).Value : default;
        }
        catch (SessionAttributeException unreadable) when (unreadable.IsUnreadable && key.WhenUnreadable == WhenUnreadable.Drop)
        {
            return Replace(slot, key, unreadable);
        }
    }

    public ValueTask SetAsync<T>(SessionKey<T> key, T value, CancellationToken cancellationToken)
    {
        var form = node.Forms.Of<T>(key.Name);
        var live = new LiveValue<T>(form, value);
        hold.Checks?.Set(value);
        var encoded = AttributeFaults.Encode(live, key.Name);
        form.Learn(encoded);
        var taken = hold.TakeAsync(key.Name, cancellationToken);
        if (!taken.IsCompletedSuccessfully)
            return ThenSetAsync(taken, key.Name, live, encoded);
        Set(key.Name, live, encoded);
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveAsync(string name, CancellationToken cancellationToken)
    {
        var taken = hold.TakeAsync(name, cancellationToken);
        if (!taken.IsCompletedSuccessfully)
            return ThenRemoveAsync(taken, name);
        Remove(name);
        return ValueTask.CompletedTask;
    }

    private async ValueTask<T?> ThenGetAsync<T>(ValueTask taken, SessionKey<T> key)
    {
        await taken;
        return Get(key);
    }

    private async ValueTask<T> ThenGetOrCreateAsync<T>(ValueTask taken, SessionKey<T> key, Func<T> create)
    {
        await taken;
        return GetOrCreate(key, create);
    }

    private async ValueTask ThenSetAsync(ValueTask taken, string name, LiveValue live, ReadOnlyMemory<byte> encoded)
    {
        await taken;
        Set(name, live, encoded);
    }

    private async ValueTask ThenRemoveAsync(ValueTask taken, string name)
    {
        await taken;
        Remove(name);
    }

    private T? Get<T>(SessionKey<T> key) => Find(key.Name) is { } slot && TryOpen(slot, key, out var value) ? value : default;

    private T GetOrCreate<T>(SessionKey<T> key, Func<T> create)
    {
        if (Find(key.Name) is { } slot && TryOpen(slot, key, out var found))
            return found;
        var form = node.Forms.Of<T>(key.Name);
        node.Limits.CheckSet(hold, key.Name, 0);
        var value = create() ?? throw new InvalidOperationException($"The new value of the attribute '{key.Name}' must not be null.");
        Put(key.Name, new LiveValue<T>(form, value), null);
        return value;
    }

    private void Set(string name, LiveValue live, ReadOnlyMemory<byte> encoded)
    {
        node.Limits.CheckSet(hold, name, encoded.Length);
        Put(name, live, encoded);
    }

    private void Remove(string name)
    {
        if (hold.State.Find(name, hold.Viewer) is not { } slot)
            return;
        hold.Touched.Note(slot);
        slot.Remove();
    }

    private AttributeSlot? Find(string name) => hold.State.Find(name, hold.Viewer);

    private bool TryOpen<T>(AttributeSlot slot, SessionKey<T> key, [MaybeNullWhen(false)] out T value)
    {
        hold.Checks?.Opening(slot);
        try
        {
            var isMade = slot.Live is null;
            var live = slot.Open<T>(node.Forms);
            if (isMade && hold.Place is { } place)
                node.Leases.Sessions.Measure(place);
            if (!live.IsImmutable)
                hold.Touched.Note(slot);
            value = live.Value;
            return true;
        }
        catch (SessionAttributeException unreadable) when (unreadable.IsUnreadable && key.WhenUnreadable == WhenUnreadable.Drop)
        {
            value = Replace(slot, key, unreadable);
            if (value is null || key.Replace is null)
                return false;
        }

        var form = node.Forms.Of<T>(key.Name);
        node.Limits.CheckSet(hold, key.Name, 0);
        Put(key.Name, new LiveValue<T>(form, value), null);
        return true;
    }

    /// <summary>What the application puts in the place of an attribute that cannot be read.</summary>
    private T? Replace<T>(AttributeSlot slot, SessionKey<T> key, SessionAttributeException unreadable)
    {
        var bytes = slot.Stored is { } stored && stored.TryRead(out var whole) ? whole : default;
        if (key.Replace is { } replace && replace(new UnreadableAttribute(key.Name, unreadable, bytes, node.Forms.ReadTree)) is { } replacement)
        {
            node.Log.AttributeReplaced(hold.State.Key, key.Name, unreadable);
            return replacement;
        }

        node.Log.AttributeDropped(hold.State.Key, key.Name, unreadable);
        return default;
    }

    private void Put(string name, LiveValue live, ReadOnlyMemory<byte>? encoded)
    {
        var slot = hold.State.Obtain(name);
        hold.Touched.Note(slot);
        slot.Put(live, encoded);
    }
}
