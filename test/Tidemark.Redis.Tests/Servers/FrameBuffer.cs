namespace Tidemark.Redis.Tests.Servers;

/// <summary>Cuts a stream of bytes into whole replies, or whole commands.</summary>
internal sealed class FrameBuffer
{
    private byte[] _bytes = new byte[4096];
    private int _begin;
    private int _end;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_end + bytes.Length > _bytes.Length)
        {
            var target = _end - _begin + bytes.Length > _bytes.Length ? new byte[2 * (_end - _begin + bytes.Length)] : _bytes;
            _bytes.AsSpan(_begin.._end).CopyTo(target);
            (_bytes, _begin, _end) = (target, 0, _end - _begin);
        }

        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Takes out the first frame, or null while it is not whole.</summary>
    /// <exception cref="FormatException">This is another protocol; nothing was taken.</exception>
    public byte[]? Take() => Reply.Read(_bytes.AsSpan(_begin.._end)) is var (_, length) ? TakeFirst(length) : null;

    /// <summary>Takes out whatever there is.</summary>
    public byte[] TakeRest() => TakeFirst(_end - _begin);

    private byte[] TakeFirst(int length)
    {
        var frame = _bytes.AsSpan(_begin, length).ToArray();
        _begin += length;
        return frame;
    }
}
