namespace Tidemark.Stores;

/// <summary>
/// Holds the primary states of sessions. Every verb is atomic per session: it happens wholly or not at all, and no other verb on the
/// same session is seen half way through. A store knows keys, names, bytes, versions and tokens, never objects. An attribute is a chain of
/// a base and the patches since: a commit appends to it, or replaces it; nobody but nodes applies patches.
/// </summary>
/// <remarks>
/// <para>A store neither retries, waits nor loops: the core does. A verb that cannot reach the store throws
/// <see cref="StoreUnavailableException"/>; after that the core treats the outcome as unknown and repeats the verb, which every verb must bear. One that
/// was certainly not done throws <see cref="StoreRefusedException"/>: the store is full, may not write, was given too much. Then everything is as it was,
/// and nobody asks again.</para>
/// <para>A session whose record makes no sense throws <see cref="UnreadableStateException"/>. Verbs on many sessions pass over it, a beat does, and
/// <see cref="ISessionEnds.EndAsync"/> removes it: damage costs one session, and nobody is kept from ending it.</para>
/// <para>A cancelled verb throws <see cref="OperationCanceledException"/> only if it was not begun, and then changed nothing. Once begun it
/// runs to its end.</para>
/// <para>A session is over as soon as its time is up by the store's clock, swept or not: after its <see cref="Lifetime.Absolute"/>, or after
/// its <see cref="Lifetime.Idle"/> without use. Acquire, commit, touch and release are use; so is a lease that a live node
/// holds. A read is not. A lease that is kept without use keeps the session alive, and whoever keeps it looks to the idle time. A session
/// that is over stays so, even if its holder was dead and beats again. One that was ended is over at once.</para>
/// <para>All members may be called from many threads at once. Bytes that go in or out are never written to again, by neither side. Derive the
/// conformance tests in <c>Tidemark.Testing</c> to prove a new store.</para>
/// </remarks>
public interface IPrimaryStore : ISessionEnds, IUserIndex
{
    /// <summary>The most bytes of one schema: 1 MiB. One of a hundred types takes a few thousand.</summary>
    const int MaxSchemaBytes = 1 << 20;

    /// <summary>Says what changed; null if the store cannot.</summary>
    IChangeFeed? Changes => null;

    /// <summary>
    /// Asks for the lease of a session. Grants it with a fresh token if it is already this node's, a dead node's, or free and not kept for
    /// another node; else puts the node into the queue and recalls the lease from its holder. <see cref="AcquireDecision"/> says it exactly.
    /// </summary>
    /// <remarks>A grant restarts the idle time of the session. A lease this node already held is fenced by the fresh one.</remarks>
    ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Applies differences under a lease, or creates a session when the request carries <see cref="LeaseToken.None"/>.
    /// The token is compared with the current one before the first write, and so is each patch with the attribute it is for.
    /// </summary>
    /// <remarks>
    /// <para><see cref="CommitDecision"/> says it exactly. A <see cref="WholeValue"/> replaces the chain by a base; a <see cref="PatchedValue"/> is
    /// appended, if <see cref="ChainEnd.Takes"/> says so; a <see cref="Removal"/> leaves nothing. One patch that does not fit has the whole
    /// commit answered <see cref="CommitOutcome.Misfit"/>.</para>
    /// <para>A commit id among the last <see cref="PrimaryRecord.RememberedCommits"/> that were applied to the session is answered as before, whatever happened
    /// since, and changes nothing; the token in that answer may be fenced by now. A session that was ended leaves a <see cref="Tombstone"/>, by which these,
    /// its end included, are still answered for two minutes, without a lease; anything else is answered <see cref="FenceReason.SessionGone"/>, a
    /// creation too: it can only be one that comes late. A new session has version 1 even if it
    /// was created without attributes. The death of the holder alone fences nothing: a later lease does.</para>
    /// </remarks>
    ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Gives a lease back, keeps it for the first node of the queue, and tells that node. Does nothing if <paramref name="token"/> is not
    /// the current one.
    /// </summary>
    /// <param name="key">The session.</param>
    /// <param name="token">The lease.</param>
    /// <param name="unused">How long ago the session was last used: a lease may be kept for long without use, and the idle time counts from that.</param>
    /// <param name="cancellationToken">See the remarks of this type.</param>
    ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken);

    /// <summary>Reads a session without a lease, and without disturbing who holds it. Does not restart its idle time.</summary>
    /// <remarks>
    /// Brings, as a grant does, only what is newer than the known version: of a chain the newer patches, and its base only if that is newer.
    /// </remarks>
    ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken);

    /// <summary>Says what there is of a session beside its attributes, as <see cref="ReadAsync"/> would; null if there is no such session.</summary>
    ValueTask<SessionHead?> ReadHeadAsync(StateKey key, CancellationToken cancellationToken);

    /// <summary>Tells when sessions were last used, many at a time. Unknown or expired sessions are passed over, and so are older uses.</summary>
    ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken);

    /// <summary>
    /// Says that a node is alive, and will be for <paramref name="lifetime"/> from now by the store's clock. A node that lets this
    /// pass counts as dead, as does one that never called, and its leases are granted to others. <see cref="TimeSpan.Zero"/> says that the node leaves.
    /// Answers since when the node has been alive, so that it learns of a death that it did not notice, and with the recalls that are pending for it, so
    /// that one that hears no signals still learns who waits.
    /// </summary>
    /// <remarks>
    /// A recall is pending for a session whose lease the node holds, and for which another node waits, or that was ended from outside:
    /// <see cref="PrimaryRecord.Pending"/> says it exactly. It stays so until the lease is given back or nobody waits any more. At most
    /// <see cref="StoreSignal.Recall.MaxAtOnce"/> are returned, in any order; when there are more, which ones is for the store to choose.
    /// For a node that leaves there is none. Most beats return none, and then a shared empty list.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lifetime"/> is negative.</exception>
    ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>
    /// The nodes that are known, in any order: those that are alive, and some that died, until a sweep or the store itself has forgotten them.
    /// </summary>
    ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// All sessions and lists of users that there are, as <see cref="IChangeFeed"/> names them, some at a time, in any order: one that is there all the while
    /// comes at least once, one that comes or goes meanwhile may. Those that are over may be among them, and so may what is left of those that were ended.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Removes sessions that are over, at most <paramref name="limit"/> of them, and returns how many it removed: fewer than the limit means
    /// that none is left. Those whose end is still to be told stay: <see cref="PrimaryRecord.IsRemovable"/> says it exactly. Forgets dead nodes, too.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is negative.</exception>
    ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a schema, by which the bytes of attributes can be read, for all nodes and for good. Nodes publish it before they commit the first
    /// value that names it.
    /// </summary>
    /// <remarks>
    /// A store does not look into schemas. The fingerprint is a hash of the bytes: so the first that are published under it stay, and whoever
    /// publishes them again changes nothing. Schemas belong to no session and are never swept: each build of an application has a few.
    /// </remarks>
    /// <param name="fingerprint">What the bytes of attributes name it by.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="cancellationToken">See the remarks of this type.</param>
    /// <exception cref="ArgumentException"><paramref name="schema"/> is longer than <see cref="MaxSchemaBytes"/>.</exception>
    ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken);

    /// <summary>The schema that was published under a fingerprint; null if none was.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken);

    /// <summary>
    /// Has <paramref name="receiver"/> called with what the store has to tell a node, until what this returns is disposed. A node that is told
    /// nothing still gets everything, only later, with its beats and when it asks: see <see cref="StoreSignal"/>.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="receiver">Called from any thread, also while a verb of the store runs. It returns soon, and does not throw.</param>
    /// <param name="cancellationToken">See the remarks of this type.</param>
    ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken);
}
