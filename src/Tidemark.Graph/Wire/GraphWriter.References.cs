using System.Runtime.CompilerServices;
using Tidemark.Graph.Codecs;

namespace Tidemark.Graph.Wire;

internal ref partial struct GraphWriter
{
    /// <summary>
    /// Begins an instance of the slot's own type, if it is plainly met for the first time and not too deep; its body comes next, then
    /// <see cref="Leave"/>. If not, nothing was written, and <see cref="WriteReference"/> is to be called.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter(object value, bool isTracked)
    {
        if (_depth >= GraphDepth.Inline)
            return false;
        if (isTracked)
        {
            if (_numbered || !_order.IsAfter(value))
                return false;
            _order.Advance(value);
            _scratch.Seen.Append(value);
        }

        WriteByte((byte)SlotTag.Exact);
        _depth++;
        return true;
    }

    /// <summary>Ends what <see cref="TryEnter"/> began.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave() => _depth--;

    /// <summary>Begins a value that is no instance but may hold its like, such as an immutable collection; then <see cref="Unnest"/>.</summary>
    public void Nest(object value)
    {
        if (++_nested > GraphDepth.Limit)
            throw GraphDepth.TooDeep(value);
    }

    /// <summary>Ends what <see cref="Nest"/> began.</summary>
    public void Unnest() => _nested--;

    /// <summary>Writes a slot: null, an instance, or a reference to one that was written before.</summary>
    public void WriteReference(Codec slot, object? value)
    {
        if (value is null)
        {
            WriteByte((byte)SlotTag.Null);
            return;
        }

        var codec = value.GetType() == slot.Type ? slot : _scratch.Scope.CodecOf(value, slot);
        if (codec.IsTracked && WriteBackReference(value))
            return;

        var later = _depth >= GraphDepth.Inline && codec.IsTracked;
        if (codec == slot)
        {
            WriteByte((byte)(later ? SlotTag.ExactLater : SlotTag.Exact));
        }
        else
        {
            WriteByte((byte)(later ? SlotTag.DerivedLater : SlotTag.Derived));
            WriteType(codec);
        }

        if (_depth >= GraphDepth.Limit)
            throw GraphDepth.TooDeep(value);
        _depth++;
        codec.WriteHead(ref this, value);
        if (later)
            _scratch.Later.Add(codec, value);
        else
            codec.WriteBody(ref this, value);
        _depth--;
    }

    /// <summary>Writes the bodies that were too deep, and those that are too deep within them.</summary>
    public void WriteLaterBodies()
    {
        while (_scratch.Later.TryTake(out var codec, out var value))
            codec.WriteBody(ref this, value);
    }

    /// <summary>Whether the instances that the walk took to be distinct are so.</summary>
    public readonly bool IsIdentityProven => _numbered || _order.IsProven || _scratch.Seen.TryNumber();

    private bool WriteBackReference(object value)
    {
        if (!_numbered)
        {
            if (_order.IsAfter(value))
            {
                _order.Advance(value);
                _scratch.Seen.Append(value);
                return false;
            }

            // Not in address order any more: from here on every instance is looked up.
            _numbered = true;
            IsIdentityLost |= _isPart;
            if (!_scratch.Seen.TryNumber() && !_isPart)
                throw new IdentityLostException();
        }

        var number = _scratch.Seen.FindOrAdd(value);
        if (number < 0)
            return false;
        HasBackReferences = true;
        WriteVarint(SlotTag.FirstBack + (uint)number);
        return true;
    }

    private void WriteType(Codec codec)
    {
        var types = _scratch.Types;
        var index = types.IndexOf(codec);
        if (index >= 0)
        {
            WriteVarint((uint)index);
            return;
        }

        WriteVarint((uint)types.Count);
        types.Add(codec);
        WriteString(_scratch.Scope.NameOf(codec));
    }
}
