namespace Shop.Numbers;

/// <summary>What the meter said while one request ran.</summary>
public sealed class RequestNumbers
{
    private static readonly AsyncLocal<RequestNumbers?> Ambient = new();

    private long _commits;
    private long _attributesTouched;
    private long _attributesSent;
    private long _attributesPatched;
    private long _attributesRebased;
    private long _bytesSent;
    private long _bytesPatched;
    private long _sessionBytes;
    private long _storeCalls;
    private long _waitTicks;
    private volatile bool _hasEnded;

    public static RequestNumbers Current => Ambient.Value ?? new RequestNumbers();

    public long Commits => Interlocked.Read(ref _commits);

    public long AttributesTouched => Interlocked.Read(ref _attributesTouched);

    public long AttributesSent => Interlocked.Read(ref _attributesSent);

    public long AttributesPatched => Interlocked.Read(ref _attributesPatched);

    public long AttributesRebased => Interlocked.Read(ref _attributesRebased);

    public long BytesSent => Interlocked.Read(ref _bytesSent);

    public long BytesPatched => Interlocked.Read(ref _bytesPatched);

    public long SessionBytes => Interlocked.Read(ref _sessionBytes);

    /// <summary>Calls about the session; upkeep is not the request's.</summary>
    public long StoreCalls => Interlocked.Read(ref _storeCalls);

    /// <summary>How long it waited for its session and for attributes of it, the store's answers included.</summary>
    public TimeSpan Wait => new(Interlocked.Read(ref _waitTicks));

    public static RequestNumbers Begin() => Ambient.Value = new RequestNumbers();

    /// <summary>What goes on in its name from now on, such as a timer that it happened to start, is not the request's.</summary>
    public void End() => _hasEnded = true;

    /// <summary>The meter's callbacks run in the request that they are about, so the ambient numbers are that request's.</summary>
    public static void Record(string instrument, long value)
    {
        if (Ambient.Value is not { _hasEnded: false } numbers)
            return;
        switch (instrument)
        {
            case "tidemark.commits": Interlocked.Add(ref numbers._commits, value); break;
            case "tidemark.attributes.touched": Interlocked.Add(ref numbers._attributesTouched, value); break;
            case "tidemark.attributes.sent": Interlocked.Add(ref numbers._attributesSent, value); break;
            case "tidemark.attributes.patched": Interlocked.Add(ref numbers._attributesPatched, value); break;
            case "tidemark.attributes.rebased": Interlocked.Add(ref numbers._attributesRebased, value); break;
            case "tidemark.bytes.patched": Interlocked.Add(ref numbers._bytesPatched, value); break;
            case "tidemark.bytes.sent": Interlocked.Add(ref numbers._bytesSent, value); break;
            case "tidemark.bytes.whole_session": Interlocked.Add(ref numbers._sessionBytes, value); break;
        }
    }

    public static void RecordStoreCall(long calls)
    {
        if (Ambient.Value is { _hasEnded: false } numbers)
            Interlocked.Add(ref numbers._storeCalls, calls);
    }

    public static void RecordWait(TimeSpan wait)
    {
        if (Ambient.Value is { _hasEnded: false } numbers)
            Interlocked.Add(ref numbers._waitTicks, wait.Ticks);
    }
}
