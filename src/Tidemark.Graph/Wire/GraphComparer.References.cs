using System.Runtime.CompilerServices;
using Tidemark.Graph.Codecs;
using Tidemark.Graph.Compare;

namespace Tidemark.Graph.Wire;

internal ref partial struct GraphComparer
{
    /// <summary>Whether no instance was met twice unnoticed. Asked at the end.</summary>
    public readonly bool IsIdentityProven => _numbered || (!_identityLost && _scratch.Met.AreDistinct(_metCount));

    /// <summary>
    /// Steps into an instance of the slot's own type, if that is what the baseline holds and the instance is plainly met for the first
    /// time; its body comes next, then <see cref="Leave"/>. If not, nothing has moved, and <see cref="SameReference"/> is to be called.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter(object value, bool isTracked)
    {
        if (_position >= _bytes.Length || _bytes[_position] != SlotTag.Exact || _depth >= GraphDepth.Limit)
            return false;
        if (isTracked)
        {
            if (_numbered)
                return false;
            Meet(value);
        }

        _position++;
        _depth++;
        return true;
    }

    /// <summary>Ends what <see cref="TryEnter"/> began.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave() => _depth--;

    /// <summary>Compares a slot.</summary>
    public bool SameReference(Codec slot, object? value)
    {
        if (!_recording)
            return SameSlot(slot, value);
        var mark = Mark();
        if (SameSlot(slot, value))
            return true;
        if (IsVoid)
            return false;
        Rewind(in mark);
        return ReplaceSlot(mark.Position, slot, value);
    }

    private bool SameSlot(Codec slot, object? value)
    {
        if (value is null)
            return SameByte((byte)SlotTag.Null);
        if (_position >= _bytes.Length)
            return false;
        uint tag = _bytes[_position];
        if (tag >= SlotTag.FirstBack)
            return _numbered && SameBackReference(value);

        _position++;
        var codec = slot;
        if (tag is SlotTag.Exact or SlotTag.ExactLater)
        {
            if (value.GetType() != slot.Type && (!slot.Type.IsAbstract || _scratch.Scope.CodecOf(value, slot) != slot))
                return false;
        }
        else if (tag == SlotTag.Null || value.GetType() == slot.Type || !SameType(codec = _scratch.Scope.CodecOf(value, slot)))
        {
            return false;
        }

        if ((codec.IsTracked && !IsMetFirst(value)) || _depth >= GraphDepth.Limit || !codec.SameHead(ref this, value))
            return false;
        if (tag is not (SlotTag.Exact or SlotTag.Derived))
        {
            _scratch.Later.Add(codec, value);
            return true;
        }

        _depth++;
        var same = codec.SameBody(ref this, value);
        _depth--;
        return same;
    }

    /// <summary>Compares the bodies that were too deep. Their paths begin where they were put off.</summary>
    public bool SameLaterBodies()
    {
        while (_scratch.Later.TryTake(out var codec, out var value))
        {
            var changes = Changes;
            if (!codec.SameBody(ref this, value))
                return GiveUp() || DiffersAt(changes, "\u2026");
            if (Changes != changes)
                DiffersAt(changes, "\u2026");
        }

        return true;
    }

    /// <summary>Where the walk is, to come back to.</summary>
    public readonly CompareMark Mark() => new(
        _position,
        _depth,
        _numbered ? _scratch.Seen.Count : _metCount,
        _storedCount,
        _scratch.Later.Count,
        _scratch.Types.Count,
        _scratch.Record.Count == 0 ? default : _scratch.Record.Mark());

    /// <summary>Goes back to where <see cref="Mark"/> was called, and forgets what was met since.</summary>
    public void Rewind(in CompareMark mark)
    {
        _position = mark.Position;
        _depth = mark.Depth;
        _storedCount = mark.StoredCount;
        if (_numbered)
            _scratch.ForgetAfter(mark.Met);
        else
            _metCount = mark.Met;
        _scratch.Later.TruncateTo(mark.Later);
        _scratch.Types.RemoveRange(mark.Types, _scratch.Types.Count - mark.Types);
        _scratch.Record.Rewind(mark.Record);
        _changes = mark.Record.Paths;
    }

    private bool SameBackReference(object value)
    {
        var number = _scratch.Seen.Find(value);
        var start = _position;
        if (number < 0 || !TryTakeVarint(out var stored))
            return false;
        if (stored == SlotTag.FirstBack + (uint)number)
            return true;
        return _recording && _scratch.StoredNumbers[number] == stored - SlotTag.FirstBack && Renumber(start, number);
    }

    private bool IsMetFirst(object value)
    {
        if (!_numbered)
        {
            Meet(value);
            return true;
        }

        if (_scratch.Seen.FindOrAdd(value) >= 0)
            return false;
        _scratch.StoredNumbers.Add(_storedCount++);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Meet(object value)
    {
        if ((uint)_metCount >= (uint)_met.Length)
            _met = _scratch.Met.Grow();
        _met[_metCount++] = AddressLog.AddressOf(value);
    }

    private bool SameType(Codec codec)
    {
        var types = _scratch.Types;
        var index = types.IndexOf(codec);
        if (index >= 0)
            return SameVarint((uint)index);
        if (!SameVarint((uint)types.Count) || !SameString(_scratch.Scope.NameOf(codec)))
            return false;
        types.Add(codec);
        return true;
    }
}

/// <summary>A place in a compare to come back to.</summary>
internal readonly ref struct CompareMark(int position, int depth, int met, int storedCount, int later, int types, RecordMark record)
{
    public readonly int Position = position;
    public readonly int Depth = depth;
    public readonly int Met = met;
    public readonly int StoredCount = storedCount;
    public readonly int Later = later;
    public readonly int Types = types;
    public readonly RecordMark Record = record;
}
