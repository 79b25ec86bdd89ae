namespace Tidemark.Stores;

/// <summary>Takes over a copy of a session; answers whether it was one.</summary>
internal sealed class AdoptSession(StateKey key) : RecordDecision<bool>
{
    private readonly Adopted _adopted = new(key);

    public override string Verb => "take over a session";

    public override RecordVerdict<bool> Decide(in LoadedRecord loaded) =>
        ReadImage.Of(loaded).Record?.Copy is null ? RecordVerdict<bool>.Of(false) : _adopted.Decide(loaded);

    private sealed class Adopted(StateKey key) : SessionDecision<bool>(key)
    {
        public override string Verb => "take over a session";

        protected override RecordVerdict<bool> Decide(in SessionView session, in LoadedRecord loaded) =>
            RecordVerdict<bool>.Of(true, Write(session, session.Record!));
    }
}

/// <summary>Takes over a copy of a user's list; answers whether it was one.</summary>
internal sealed class AdoptUser : RecordDecision<bool>
{
    private readonly Adopted _adopted = new();

    public override string Verb => "take over a user's list";

    public override RecordVerdict<bool> Decide(in LoadedRecord loaded)
    {
        if (UserListCodec.Decode(loaded.Record.Span).Copy is null)
            return RecordVerdict<bool>.Of(false);
        var verdict = _adopted.Decide(loaded);
        return verdict.IsDone ? RecordVerdict<bool>.Of(true, verdict.Change) : RecordVerdict<bool>.NeedsGuard();
    }

    private sealed class Adopted : UserDecision
    {
        protected override UserList Next(UserList list, DateTimeOffset now) => list with { Copy = null };
    }
}
