namespace Tidemark.Stores;

/// <summary>Asks for a lease: <see cref="AcquireDecision"/> says the rules.</summary>
/// <param name="request">The acquire.</param>
/// <param name="mayForget">Whether the store may forget what it has acknowledged.</param>
/// <param name="isGuarded">Whether the store is one of several, and may be none to grant leases any more.</param>
internal sealed class Acquire(AcquireRequest request, bool mayForget, bool isGuarded = false) : SessionDecision<AcquireOutcome>(request.Key)
{
    public override string Verb => "acquire a session";

    public override StateVersion? Newer => request.Known;

    public override bool LeavesWord => true;

    // What a dead cookie asks for shall cost no write. Who knows a version has the session in all likelihood.
    public override RecordAccess Access => request.Known == StateVersion.None ? RecordAccess.LookFirst : RecordAccess.Change;

    public override bool IsGuarded => isGuarded;

    public override UsualRequest? Usual => isGuarded
        ? null
        : new UsualGrant(request.Node, request.Known, request.KnownUnder, LeaseToken.None.Next().Lease, request.Purpose);

    public override AcquireOutcome AnswerUsual(in LoadedRecord after)
    {
        var record = SessionCodec.Decode(after.Record);
        return new AcquireOutcome.Granted(record.Token, ChainAssembly.Of(record, request.Known, after.Rows, after.Now), OthersWait: false);
    }

    protected override RecordVerdict<AcquireOutcome> Decide(in SessionView session, in LoadedRecord loaded)
    {
        CopyRules.RefuseReplica(loaded);
        if (session.NeedsHolder)
            return RecordVerdict<AcquireOutcome>.NeedsLife(session.HolderNode);
        if (session.Live is not { } current)
            return RecordVerdict<AcquireOutcome>.Of(AcquireOutcome.Missing.Instance);
        CopyRules.RefuseClosed(loaded);
        if (current.Hold is { } hold && hold.Node != request.Node && !session.KnowsHolder)
            return RecordVerdict<AcquireOutcome>.NeedsLife(hold.Node, mayAssume: true);
        var decision = AcquireDecision.Of(current, session.Holder, request, session.Now);
        if (decision.Refusal is { } refusal)
        {
            return RecordVerdict<AcquireOutcome>.Of(
                refusal, Write(session, decision.Next, decision.Recall is var (to, signal) ? [new Outgoing(to, signal)] : null));
        }

        var known = current.Since(mayForget ? current.Reached(request.Known, request.KnownUnder) : request.Known);
        if (known < current.Version && (loaded.Newer is not { } newer || newer > known))
            return RecordVerdict<AcquireOutcome>.NeedsRows(known);
        var state = ChainAssembly.Of(decision.Next, known, loaded.Rows, session.Now);
        return RecordVerdict<AcquireOutcome>.Of(
            new AcquireOutcome.Granted(decision.Next.Token, state, decision.OthersWait),
            Write(session, mayForget ? decision.Next.Remember(current) : decision.Next));
    }
}
