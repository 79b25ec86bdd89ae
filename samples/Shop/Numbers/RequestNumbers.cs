namespace Shop.Numbers;

/// <summary>What the meter said while one request ran.</summary>
public sealed class RequestNumbers
{
    private static readonly AsyncLocal<RequestNumbers?> Ambient = new();

    private long _commits;
    private long _attributesTouched;
    private long _attributesSent;
    private long _bytesSent;
    private long _sessionBytes;

    public static RequestNumbers Current => Ambient.Value ?? new RequestNumbers();

    public long Commits => Interlocked.Read(ref _commits);

    public long AttributesTouched => Interlocked.Read(ref _attributesTouched);

    public long AttributesSent => Interlocked.Read(ref _attributesSent);

    public long BytesSent => Interlocked.Read(ref _bytesSent);

    public long SessionBytes => Interlocked.Read(ref _sessionBytes);

    public static RequestNumbers Begin() => Ambient.Value = new RequestNumbers();

    /// <summary>The meter's callbacks run in the request that they are about, so the ambient numbers are that request's.</summary>
    public static void Record(string instrument, long value)
    {
        if (Ambient.Value is not { } numbers)
            return;
        switch (instrument)
        {
            case "tidemark.commits": Interlocked.Add(ref numbers._commits, value); break;
            case "tidemark.attributes.touched": Interlocked.Add(ref numbers._attributesTouched, value); break;
            case "tidemark.attributes.sent": Interlocked.Add(ref numbers._attributesSent, value); break;
            case "tidemark.bytes.sent": Interlocked.Add(ref numbers._bytesSent, value); break;
            case "tidemark.bytes.whole_session": Interlocked.Add(ref numbers._sessionBytes, value); break;
        }
    }
}
