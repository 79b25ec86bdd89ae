using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidemark.Graph.Codecs;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Wire;

internal ref partial struct GraphComparer
{
    /// <summary>How many differences came up so far. A frame in which it grows adds its step to their paths.</summary>
    public readonly int Changes => _changes;

    /// <summary>Whether the answer means nothing, and frames are to return: identity was lost, or the record cannot be gone on with.</summary>
    public readonly bool IsVoid => _identityLost || _givenUp;

    /// <summary>Whether differences are written down. Not while a walk tries what it may take back.</summary>
    public readonly bool IsRecording => _recording;

    /// <summary>Whether a difference that was just met can be written down by whoever met it.</summary>
    public readonly bool CanRecord => _recording && !IsVoid;

    /// <summary>Which member compiled code has found to differ; the walk stands before it, or before the first of fixed size.</summary>
    public int Differing
    {
        readonly get => _differing;
        set => _differing = value;
    }

    /// <summary>Whether what was written refers back to instances.</summary>
    public readonly bool RefersBack => _refersBack;

    /// <summary>Stops recording, for a part that is tried; gives what <see cref="Resume"/> is to be given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Pause()
    {
        var recording = _recording;
        _recording = false;
        return recording;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Resume(bool recording) => _recording = recording;

    /// <summary>Adds the step to the paths of the differences that came up since; always false, so that a frame can return it.</summary>
    public readonly bool DiffersAt(int since, string member)
    {
        _scratch.Record.Paths.Add(since, member);
        return false;
    }

    /// <summary>As <see cref="DiffersAt(int, string)"/>, for the element at <paramref name="index"/>.</summary>
    public readonly bool DiffersAt(int since, int index)
    {
        _scratch.Record.Paths.Add(since, index);
        return false;
    }

    /// <summary>Room for the bytes of a member of fixed size which has changed.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="start">Where the baseline has it.</param>
    /// <param name="size">In bytes.</param>
    public ref byte ReplaceFixed(string member, int start, int size)
    {
        DiffersAt(Begin(), member);
        return ref MemoryMarshal.GetReference(_scratch.Record.Add(start, size));
    }

    /// <summary>Writes down elements of fixed size that have changed in place.</summary>
    public void ReplaceElements(int start, int index, int count, scoped ReadOnlySpan<byte> bytes)
    {
        for (var i = index; i < index + count; i++)
            DiffersAt(Begin(), i);
        bytes.CopyTo(_scratch.Record.Add(start, bytes.Length));
    }

    /// <summary>Writes down a string that has changed, and passes it. The walk stands before it.</summary>
    public bool ReplaceString(string member, string? value)
    {
        var (start, since) = (_position, Changes);
        Begin();
        DiffersAt(since, member);
        _givenUp |= !StringForm.TryPass(ref this);
        if (_givenUp)
            return false;
        var writer = Piece();
        writer.WriteString(value);
        return End(start, in writer);
    }

    /// <summary>Writes down a value that has changed as a whole, and passes it.</summary>
    /// <param name="start">Where the baseline has it.</param>
    /// <param name="codec">Its codec.</param>
    /// <param name="value">The live value.</param>
    public bool Replace<T>(int start, Codec<T> codec, in T value)
    {
        if (!_recording || IsVoid)
            return false;
        _position = start;
        Begin();
        if (!TrySkip(codec, 1))
            return false;
        var writer = Piece();
        codec.Write(ref writer, in value);
        return End(start, in writer);
    }

    /// <summary>Compares a part that has a place of its own, or writes it down, and names what has changed in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool SamePart<T>(Codec<T> codec, in T value, int index)
    {
        var (start, changes) = (_position, _changes);
        if (!codec.Same(ref this, in value) && !Replace(start, codec, in value))
            return DiffersAt(changes, index);
        if (_changes != changes)
            DiffersAt(changes, index);
        return true;
    }

    /// <summary>As <see cref="SamePart{T}(Codec{T}, in T, int)"/>, for a part with a name.</summary>
    public bool SamePart<T>(Codec<T> codec, in T value, string name)
    {
        var (start, changes) = (_position, _changes);
        if (!codec.Same(ref this, in value) && !Replace(start, codec, in value))
            return DiffersAt(changes, name);
        if (_changes != changes)
            DiffersAt(changes, name);
        return true;
    }

    /// <summary>How many bytes were written down.</summary>
    public readonly int Written => _scratch.Record.PiecesLength;

    /// <summary>Begins the path of a collection that lost or gained elements.</summary>
    public void BeginChange() => Begin();

    /// <summary>Writes down how many elements there are now. The walk is past the count.</summary>
    /// <param name="start">Where the baseline has the count.</param>
    /// <param name="count">The live one.</param>
    public void ReplaceCount(int start, int count)
    {
        var writer = Piece();
        writer.WriteVarint((uint)count);
        _scratch.Record.Add(start, _position, writer.Length);
    }

    /// <summary>Puts live elements into the place of those that the walk stands before.</summary>
    /// <param name="codec">The codec of an element.</param>
    /// <param name="stored">How many elements of the baseline go.</param>
    /// <param name="live">Those that come.</param>
    public bool ReplaceElements<T>(Codec<T> codec, int stored, scoped ReadOnlySpan<T> live)
    {
        var start = _position;
        if (!TrySkip(codec, stored))
            return false;
        var writer = Piece();
        foreach (ref readonly var element in live)
            codec.Write(ref writer, in element);
        return End(start, in writer);
    }

    private bool ReplaceSlot(int start, Codec slot, object? value)
    {
        _position = start;
        Begin();
        if (!TrySkip(slot, 1))
            return false;
        var writer = Piece();
        writer.WriteReference(slot, value);
        return End(start, in writer);
    }

    // Where the baseline itself has put something off, or named a type, in what goes: for such changes the graph is encoded.
    private bool TrySkip(Codec codec, int count)
    {
        _givenUp |= !FormSkip.TrySkip(codec, count, _bytes, ref _position, _scratch.Reading, _scratch.Types, out var met)
            || met.NamedTypes > 0 || met.PutOff > 0;
        _storedCount += met.Tracked;
        return !_givenUp;
    }

    private readonly GraphWriter Piece()
    {
        var record = _scratch.Record;
        return new GraphWriter(record.Pieces, record.PiecesLength, _depth, _numbered);
    }

    // What the piece has put off would have to stand between what the baseline has put off, and a type that it names shifts the numbers of
    // those named after it: so here, too.
    private bool End(int start, scoped in GraphWriter piece)
    {
        _identityLost |= piece.IsIdentityLost;
        MeetWritten();
        _refersBack |= piece.HasBackReferences;
        _scratch.Record.Add(start, _position, piece.Length);
        _givenUp |= piece.HasMoreToSay;
        return !IsVoid;
    }

    private bool GiveUp()
    {
        Begin();
        _givenUp = true;
        return false;
    }

    // An instance of a piece may be one that was passed, or will be.
    private void MeetWritten()
    {
        var seen = _scratch.Seen;
        if (_numbered)
        {
            while (_scratch.StoredNumbers.Count < seen.Count)
                _scratch.StoredNumbers.Add(-1);
            return;
        }

        for (var i = 0; i < seen.Count; i++)
            Meet(seen[i]);
        seen.TruncateTo(0);
    }

    // The same reference as before: only instances that came or went before it have changed its number.
    private bool Renumber(int start, int number)
    {
        var writer = Piece();
        writer.WriteVarint(SlotTag.FirstBack + (uint)number);
        _scratch.Record.Add(start, _position, writer.Length);
        return true;
    }

    private int Begin()
    {
        var since = Changes;
        _scratch.Record.Paths.Begin();
        _changes = _scratch.Record.Paths.Count;
        return since;
    }
}
