using System.Runtime.CompilerServices;
using Tidemark.Graph.Codecs;

namespace Tidemark.Graph.Wire;

internal ref partial struct GraphReader
{
    /// <summary>Begins an instance of the slot's own type, if one follows; its body comes next, then <see cref="Leave"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter()
    {
        if (_position >= _bytes.Length || _bytes[_position] != SlotTag.Exact || _depth >= GraphDepth.Limit)
            return false;
        _position++;
        _depth++;
        return true;
    }

    /// <summary>Numbers a tracked instance, if the payload refers back to any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Meet(object value)
    {
        if (_hasBackReferences)
            _scratch.Seen.Add(value);
    }

    /// <summary>Ends what <see cref="TryEnter"/> began.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave() => _depth--;

    /// <summary>Begins a value that is no instance but may hold its like, such as an immutable collection; then <see cref="Unnest"/>.</summary>
    public void Nest()
    {
        if (++_nested > GraphDepth.Limit)
            Refuse("The payload nests too deep");
    }

    /// <summary>Ends what <see cref="Nest"/> began.</summary>
    public void Unnest() => _nested--;

    /// <summary>Passes the tag of a part of an array, if that is what follows.</summary>
    public bool TryTakeContentTag()
    {
        var start = _position;
        if (_position < _bytes.Length && _bytes[_position] == 0xFF && ReadVarint() == SlotTag.Content)
            return true;
        _position = start;
        return false;
    }

    /// <summary>Reads a slot: null, a new instance, or one that was read before.</summary>
    public object? ReadReference(Codec slot)
    {
        var tag = ReadVarint();
        if (tag == SlotTag.Null)
            return null;
        if (tag >= SlotTag.FirstBack)
            return ReadBackReference(slot, tag - SlotTag.FirstBack);

        var codec = tag is SlotTag.Exact or SlotTag.ExactLater ? slot : ReadType(slot);
        var later = tag is SlotTag.ExactLater or SlotTag.DerivedLater;
        if (later && !codec.IsTracked)
            Refuse("A value without identity is put off");
        if (_depth >= GraphDepth.Limit)
            Refuse("The payload nests too deep");
        _depth++;
        var value = codec.ReadHead(ref this);
        if (codec.IsTracked)
            Meet(value);
        if (later)
            _scratch.Later.Add(codec, value);
        else
            codec.ReadBody(ref this, value);
        _depth--;
        return value;
    }

    /// <summary>Reads the bodies that were too deep, then does what had to wait for all of them.</summary>
    public void ReadLaterBodies()
    {
        while (_scratch.Later.TryTake(out var codec, out var value))
        {
            _scratch.Hooks.BeginPart();
            codec.ReadBody(ref this, value);
        }

        if (_position != _bytes.Length)
            Refuse("The payload goes on after its end");
        foreach (var action in _scratch.AtEnd)
            action();
    }

    private readonly object ReadBackReference(Codec slot, uint number)
    {
        if (number >= (uint)_scratch.Seen.Count)
            Refuse("A back reference points nowhere");
        var value = _scratch.Seen[(int)number];
        if (!slot.Type.IsInstanceOfType(value))
            Refuse("A back reference points to an instance of another type");
        return value;
    }

    private Codec ReadType(Codec slot)
    {
        var types = _scratch.Types;
        var index = ReadVarint();
        if (index > (uint)types.Count)
            Refuse("A type reference points nowhere");
        if (index == (uint)types.Count)
        {
            var name = ReadString();
            if (name is null || !_scratch.Scope.TryResolve(name, out var named))
                throw new GraphFormatException("The payload names a type that is neither reachable from its root nor registered", _position);
            types.Add(named);
        }

        var codec = types[(int)index];
        if (!slot.Type.IsAssignableFrom(codec.Type))
            Refuse("The payload puts an instance into a slot of another type");
        return codec;
    }
}
