using System.Buffers;

namespace Tidemark.AspNetCore;

/// <summary>
/// What the application wrote but did not flush before the commit. It waits here, and not in the server, because a server cannot be
/// told to forget it: a failed commit must not send the application's page after all.
/// </summary>
internal sealed class StagedBytes
{
    private const int FirstSize = 4096;

    private byte[] _buffer = [];
    private int _length;

    public int Length => _length;

    public Memory<byte> GetMemory(int sizeHint)
    {
        var wanted = _length + Math.Max(sizeHint, 1);
        if (wanted > _buffer.Length)
            Grow(wanted);
        return _buffer.AsMemory(_length);
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _length);
        _length += count;
    }

    public void MoveTo(IBufferWriter<byte> writer)
    {
        if (_length > 0)
            writer.Write(_buffer.AsSpan(0, _length));
        Forget();
    }

    public void Forget()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Grow(int wanted)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, Math.Max(wanted, _buffer.Length * 2)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
