using System.Buffers.Binary;
using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Conformance;

/// <summary>What a store has of one session, byte by byte, as a text by which two stores can be compared: leases and tags are random.</summary>
internal sealed class StoredSession(RespConnection connection, RedisKeys keys, StateKey key)
{
    private readonly string[] _keys = [.. keys.Record(RecordKey.Of(key)).Select(name => name.ToString())];
    private readonly List<UInt128> _leases = [];

    /// <summary>A lease that was granted: it counts as the n-th.</summary>
    public void Granted(LeaseToken token)
    {
        if (!token.IsNone && !_leases.Contains(token.Lease))
            _leases.Add(token.Lease);
    }

    public async Task<string> ShowAsync()
    {
        var fields = (await connection.RunAsync("HGETALL", _keys[0])).Items;
        var shown = new List<string>();
        for (var i = 0; i < fields.Count; i += 2)
            shown.Add($"{fields[i].Text} = {Convert.ToHexString(Plain(fields[i].Text, fields[i + 1].Bytes))}");
        var name = RedisKeys.NameOf(RecordKey.Of(key));
        var feed = keys.Feed(RedisKeys.BucketOf(RecordKey.Of(key))).ToString();
        shown.Add($"marked {(await connection.RunAsync("ZSCORE", feed, name)).Text}, gone {(await connection.RunAsync("ZSCORE", feed, $"-{name}")).Text}");
        foreach (var index in _keys[1..])
            shown.Add($"{index.Split(':')[^1]} at {(await connection.RunAsync("ZSCORE", index, name)).Text}");
        return string.Join('\n', shown.Order(StringComparer.Ordinal));
    }

    private byte[] Plain(string field, byte[] bytes)
    {
        if (field != "record" || bytes.Length < 1 + RecordTag.Size)
            return bytes;
        bytes.AsSpan(1, RecordTag.Size).Clear();
        Span<byte> lease = stackalloc byte[16];
        for (var number = 0; number < _leases.Count; number++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(lease, _leases[number]);
            for (var at = bytes.AsSpan().IndexOf(lease); at >= 0; at = bytes.AsSpan().IndexOf(lease))
                BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(at), (UInt128)(uint)(number + 1));
        }

        return bytes;
    }
}
