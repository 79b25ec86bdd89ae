using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// Calls the store: a time budget round each verb, and repeats inside it while the store cannot be reached. Stores themselves never retry. While the store
/// is known to be down, nothing is sent but beats and what is owed to it, each once.
/// </summary>
internal sealed partial class StoreCalls(
    IPrimaryStore store, TimeSpan budget, StoreCircuit circuit, TimeProvider time, SessionMeter meter, ILogger log)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LastDelay = TimeSpan.FromMilliseconds(250);

    private readonly CallLimits _limits = new(budget, time);

    /// <summary>Runs to its end or to the end of its budget whatever its caller does: an answer nobody waits for may be a lease.</summary>
    public async ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request)
    {
        var (outcome, _) = await CallAsync(
            "acquire", request, static (store, request, ct) => store.AcquireAsync(request, ct), CancellationToken.None);
        return outcome;
    }

    /// <summary>The outcome, and whether the commit was sent more than once, so that a refusal may concern a repetition only.</summary>
    public ValueTask<(CommitOutcome Outcome, bool Repeated)> CommitAsync(CommitRequest request, CancellationToken cancellationToken) =>
        request.Then == AfterCommit.End ? CommitEndAsync(request, cancellationToken) : SendAsync(request, cancellationToken);

    /// <summary>Gives a lease back. Until the store hears of it, the session is unused for the longer.</summary>
    /// <param name="key">The session.</param>
    /// <param name="token">The lease.</param>
    /// <param name="unused">How long nobody had used the session at <paramref name="since"/>.</param>
    /// <param name="since">A timestamp of the node's clock.</param>
    public async ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, long since) => await CallAsync(
        "release",
        (key, token, unused, since, time),
        static async (store, lease, ct) =>
        {
            await store.ReleaseAsync(lease.key, lease.token, Later(lease.unused, lease.time.GetElapsedTime(lease.since)), ct);
            return true;
        },
        CancellationToken.None);

    public async ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken)
    {
        var (outcome, _) = await CallAsync(
            "read", (key, known), static (store, what, ct) => store.ReadAsync(what.key, what.known, ct), cancellationToken, kind: CallKind.Read);
        return outcome;
    }

    public async ValueTask<SessionHead?> ReadHeadAsync(StateKey key, CancellationToken cancellationToken)
    {
        var (head, _) = await CallAsync("read", key, static (store, key, ct) => store.ReadHeadAsync(key, ct), cancellationToken, kind: CallKind.Read);
        return head;
    }

    /// <summary>Tries once: nobody waits for a store that cannot write, and the sessions are touched again.</summary>
    public async ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken) => await CallAsync(
        "touch",
        uses,
        static async (store, uses, ct) =>
        {
            await store.TouchAsync(uses, ct);
            return true;
        },
        cancellationToken,
        attempts: 1);

    /// <summary>Whether the store is known to be down.</summary>
    public bool IsDown => circuit.IsOpen;

    /// <summary>
    /// Since when the store has taken the node for alive, and the recalls that are pending for it. Sent though the store is known to be down: that is how
    /// its return is noticed.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="lifetime">For how long it lives.</param>
    /// <param name="isOnce">Whether it is tried once only, as it is while the store is down.</param>
    public async ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, bool isOnce = false)
    {
        var (outcome, _) = await CallAsync(
            "beat",
            (node, lifetime),
            static (store, beat, ct) => store.BeatAsync(beat.node, beat.lifetime, ct),
            CancellationToken.None,
            isOnce ? 1 : int.MaxValue,
            kind: CallKind.Beat);
        return outcome;
    }

    public async ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver)
    {
        var (listening, _) = await CallAsync(
            "listen", (node, receiver), static (store, who, ct) => store.ListenAsync(who.node, who.receiver, ct), CancellationToken.None, attempts: 1);
        return listening;
    }

    public async ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken)
    {
        var (count, _) = await CallAsync("sweep", limit, static (store, limit, ct) => store.SweepAsync(limit, ct), cancellationToken);
        return count;
    }

    /// <summary>Runs to its end or to the end of its budget whatever its caller does: others may wait for it too.</summary>
    public async ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema) => await CallAsync(
        "publish schema",
        (fingerprint, schema),
        static async (store, published, ct) =>
        {
            await store.PublishSchemaAsync(published.fingerprint, published.schema, ct);
            return true;
        },
        CancellationToken.None);

    /// <summary>As <see cref="PublishSchemaAsync"/>.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint)
    {
        var (schema, _) = await CallAsync(
            "read schema", fingerprint, static (store, fingerprint, ct) => store.ReadSchemaAsync(fingerprint, ct), CancellationToken.None, kind: CallKind.Read);
        return schema;
    }

    private static TimeSpan Later(TimeSpan unused, TimeSpan since) => unused < TimeSpan.MaxValue - since ? unused + since : TimeSpan.MaxValue;

    private ValueTask<(CommitOutcome Outcome, bool Repeated)> SendAsync(CommitRequest request, CancellationToken cancellationToken) =>
        CallAsync("commit", request, static (store, request, ct) => store.CommitAsync(request, ct), cancellationToken);

    // Nobody is kept from ending what is damaged: it ends from outside, whatever its lease.
    private async ValueTask<(CommitOutcome Outcome, bool Repeated)> CommitEndAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(request, cancellationToken);
        }
        catch (SessionDamagedException)
        {
            await EndAsync(request.Key, EndReason.Abandoned, cancellationToken);
            return (new CommitOutcome.Committed(LeaseToken.None, request.Base, false), true);
        }
    }

    private async ValueTask<(T Answer, bool Repeated)> CallAsync<TArgument, T>(
        string verb,
        TArgument argument,
        Func<IPrimaryStore, TArgument, CancellationToken, ValueTask<T>> call,
        CancellationToken cancellationToken,
        int attempts = int.MaxValue,
        CallKind kind = CallKind.Change)
    {
        if (kind != CallKind.Beat && circuit.Refusal(verb, kind == CallKind.Read) is { } refusal)
            throw refusal;
        attempts = circuit.IsOpen ? 1 : attempts;
        var limit = _limits.Start();
        var linked = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token) : null;
        var either = (linked ?? limit).Token;
        var backoff = new Backoff(FirstDelay, LastDelay);
        var way = new CallWay { Begun = time.GetTimestamp(), Kind = kind };
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                meter.StoreCall(verb);
                try
                {
                    way.IsOut = true;
                    var answer = call(store, argument, either);

                    // WaitAsync, because a store may not honour cancellation once its request is on the wire.
                    var result = answer.IsCompletedSuccessfully ? answer.Result : await answer.AsTask().WaitAsync(either);
                    circuit.Answered(kind == CallKind.Read);
                    return (result, way.IsUnknown);
                }
                catch (StoreException failure) when (attempt < attempts && failure is StoreUnavailableException or StoreRefusedException { MayPassSoon: true })
                {
                    way.Add(failure);
                    Log(verb, attempt, failure);
                }

                await Task.Delay(backoff.Next(budget), time, either);
            }
        }
        catch (Exception failed) when (failed is StoreException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Fail(verb, failed, way);
        }
        finally
        {
            linked?.Dispose();
            _limits.End(limit);
        }
    }

    /// <summary>Tells the circuit how a call that failed ended, and returns what to tell its caller.</summary>
    private SessionUnavailableException Fail(string verb, Exception failed, in CallWay way)
    {
        var told = Told(verb, failed, way);
        if (failed is StoreRefusedException { MayPassSoon: false })
            circuit.Answered(way.Kind == CallKind.Read);
        else if (circuit.IsOpen && way.Kind == CallKind.Beat)
            circuit.Open(told, isWhole: false);
        else if (failed is OperationCanceledException || (failed is StoreUnavailableException && circuit.IsOpen))
            circuit.Failed(way.Begun, told, way.Kind == CallKind.Read);
        return told;
    }

    // The first of a call says what is wrong. The others say that it still is.
    private void Log(string verb, int attempt, StoreException failure)
    {
        if (attempt == 1)
            log.StoreRetried(verb, failure.Message);
        else
            log.StoreRetriedAgain(verb, attempt, failure);
    }

    private SessionUnavailableException Told(string verb, Exception failed, in CallWay way) => failed switch
    {
        UnreadableStateException when !way.IsUnknown => new SessionDamagedException($"The session store cannot do '{verb}'. {failed.Message}", failed),
        StoreRefusedException => new SessionUnavailableException(
            $"The session store refused '{verb}'{(way.IsUnknown ? ", when it was asked again because an answer was lost" : "")}. {failed.Message}", failed)
        {
            IsRefused = !way.IsUnknown,
        },
        StoreException => new SessionUnavailableException($"The session store did not answer '{verb}'. {failed.Message}", failed),
        _ => new SessionUnavailableException(
            $"The session store did not answer '{verb}' within {budget} (TidemarkOptions.StoreTimeout), repeats included. "
            + $"Send the request again; if it goes on, see whether the store is up and reachable from this node. {way.Cause?.Message}".TrimEnd(),
            way.Cause ?? failed)
        {
            IsRefused = way.Cause is StoreRefusedException && !way.IsUnknown && !way.IsOut,
        },
    };

    private enum CallKind
    {
        Change,

        /// <summary>May be answered by a store that can only be read.</summary>
        Read,

        /// <summary>Is sent though the store is known to be down.</summary>
        Beat,
    }

    /// <summary>What became of a call so far.</summary>
    private struct CallWay
    {
        /// <summary>When it began.</summary>
        public long Begun;

        /// <summary>What it is to the circuit.</summary>
        public CallKind Kind;

        /// <summary>Why it failed the last time.</summary>
        public Exception? Cause;

        /// <summary>Whether it may have been done, for it was not answered.</summary>
        public bool IsUnknown;

        /// <summary>Whether it is on its way.</summary>
        public bool IsOut;

        public void Add(StoreException failure) =>
            (Cause, IsUnknown, IsOut) = (failure, IsUnknown || failure is StoreUnavailableException, false);
    }
}
