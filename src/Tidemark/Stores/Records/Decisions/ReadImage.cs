namespace Tidemark.Stores;

/// <summary>Reads what there is under a session's key.</summary>
internal sealed class ReadImage(StateVersion? newer) : RecordDecision<SessionImage>
{
    public override string Verb => "read a session to copy it";

    public override RecordAccess Access => RecordAccess.Read;

    public override StateVersion? Newer => newer;

    public override RecordVerdict<SessionImage> Decide(in LoadedRecord loaded)
    {
        var image = Of(loaded);
        if (newer is not { } known || image.Record is not { } record)
            return RecordVerdict<SessionImage>.Of(image);
        var since = record.Since(known);
        return loaded.Newer is { } read && read <= since
            ? RecordVerdict<SessionImage>.Of(image with { Changed = ChainAssembly.Of(record, since, loaded.Rows, loaded.Now).Changed })
            : RecordVerdict<SessionImage>.NeedsRows(since);
    }

    /// <summary>
    /// What was loaded, without attributes. Of its bytes, not of what was kept beside them: times may be finer there than a record tells apart, and are
    /// compared with those of other stores.
    /// </summary>
    public static SessionImage Of(in LoadedRecord loaded)
    {
        var bytes = loaded.Record.Span;
        if (bytes.IsEmpty)
            return SessionImage.Nothing;
        RecordReader.CheckForm(bytes);
        return bytes[0] == TombstoneCodec.Format
            ? new SessionImage(null, TombstoneCodec.Decode(loaded.Record), [])
            : new SessionImage(SessionCodec.Decode(loaded.Record), null, []);
    }
}

/// <summary>Reads the list of a user.</summary>
internal sealed class ReadUser : RecordDecision<ReadOnlyMemory<byte>>
{
    public override string Verb => "read a user's list to copy it";

    public override RecordAccess Access => RecordAccess.Read;

    public override RecordVerdict<ReadOnlyMemory<byte>> Decide(in LoadedRecord loaded) => RecordVerdict<ReadOnlyMemory<byte>>.Of(loaded.Record);
}
