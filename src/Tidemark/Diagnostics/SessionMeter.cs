using System.Diagnostics.Metrics;
using Tidemark.Stores;

namespace Tidemark.Diagnostics;

/// <summary>The counters of one node, in a meter named <c>Tidemark</c>. No tag holds an id.</summary>
internal sealed class SessionMeter : IDisposable
{
    public const string Name = "Tidemark";

    private readonly Meter _meter;
    private readonly Counter<long> _opened;
    private readonly Counter<long> _unknown;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _endsTold;
    private readonly Counter<long> _bindsRefused;
    private readonly Counter<long> _commits;
    private readonly Counter<long> _fenced;
    private readonly Counter<long> _touched;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _patched;
    private readonly Counter<long> _rebased;
    private readonly Counter<long> _bytesSent;
    private readonly Counter<long> _bytesPatched;
    private readonly Counter<long> _bytesWhole;
    private readonly Counter<long> _storeCalls;
    private readonly Counter<long> _granted;
    private readonly Counter<long> _recalled;
    private readonly Counter<long> _returned;
    private readonly Counter<long> _lockRefused;
    private readonly Histogram<double> _lockWait;

    /// <param name="scope">Tells the meters of several nodes in one process apart.</param>
    public SessionMeter(object scope)
    {
        _meter = new Meter(Name, null, null, scope);
        _opened = Count("tidemark.sessions.opened", "{session}", "Sessions opened, by access.");
        _unknown = Count("tidemark.sessions.unknown", "{session}", "Opens with an id that no session has.");
        _ended = Count("tidemark.sessions.ended", "{session}", "Sessions that this node ended, by reason; those that expire are not among them.");
        _endsTold = Count("tidemark.ends.told", "{session}", "Ends that this node told the application, by reason.");
        _bindsRefused = Count("tidemark.binds.refused", "{session}", "Sessions that were not bound to their user, who had too many.");
        _commits = Count("tidemark.commits", "{commit}", "Commits the store accepted.");
        _fenced = Count("tidemark.commits.fenced", "{commit}", "Commits the store refused, by reason.");
        _touched = Count("tidemark.attributes.touched", "{attribute}", "Attributes a request could have changed.");
        _sent = Count("tidemark.attributes.sent", "{attribute}", "Attributes that had changed and were sent.");
        _patched = Count("tidemark.attributes.patched", "{attribute}", "Attributes of which a patch was sent; the others were sent whole, or removed.");
        _rebased = Count("tidemark.attributes.rebased", "{attribute}", "Attributes sent whole that replaced a chain of patches.");
        _bytesSent = Count("tidemark.bytes.sent", "By", "Bytes of attributes sent: of one that was patched, the patch's.");
        _bytesPatched = Count("tidemark.bytes.patched", "By", "Those of them that were patches.");
        _bytesWhole = Count("tidemark.bytes.whole_session", "By", "Bytes a store of whole sessions would have been sent for the same commits.");
        _storeCalls = Count("tidemark.store.calls", "{call}", "Calls of the store, retries included, by verb.");
        _granted = Count("tidemark.leases.granted", "{lease}", "Leases the store granted to this node, by whether another node had the session since.");
        _recalled = Count("tidemark.leases.recalled", "{lease}", "Leases the store asked back, because another node waits.");
        _returned = Count("tidemark.leases.returned", "{lease}", "Leases given back in a call of their own; others go back with a commit.");
        _lockRefused = Count("tidemark.locks.refused", "{request}", "Requests that did not get a session or an attribute, by reason.");
        _lockWait = _meter.CreateHistogram<double>("tidemark.lock.wait", "s", "How long requests waited for their session.");
    }

    public void Opened(string access) => _opened.Add(1, Tag("access", access));

    public void UnknownId() => _unknown.Add(1);

    public void Ended(EndReason reason) => _ended.Add(1, Tag("reason", reason.ToString()));

    public void EndTold(EndReason reason) => _endsTold.Add(1, Tag("reason", reason.ToString()));

    public void BindRefused() => _bindsRefused.Add(1);

    /// <summary>The store accepted a commit.</summary>
    /// <param name="differences">What was sent.</param>
    /// <param name="rebased">How many chains of patches that replaced.</param>
    /// <param name="wholeSession">How many bytes the session has now.</param>
    public void Committed(IReadOnlyList<Difference> differences, int rebased, long wholeSession)
    {
        _commits.Add(1);
        _sent.Add(differences.Count);
        _rebased.Add(rebased);
        foreach (var difference in differences)
        {
            _bytesSent.Add(difference.Size);
            if (difference is not PatchedValue)
                continue;
            _patched.Add(1);
            _bytesPatched.Add(difference.Size);
        }

        if (differences.Count > 0)
            _bytesWhole.Add(wholeSession);
    }

    public void Fenced(FenceReason reason) => _fenced.Add(1, Tag("reason", reason.ToString()));

    public void AttributeTouched() => _touched.Add(1);

    public void StoreCall(string verb) => _storeCalls.Add(1, Tag("verb", verb));

    public void Granted(bool handedOver) => _granted.Add(1, new KeyValuePair<string, object?>("handed_over", handedOver));

    public void Recalled() => _recalled.Add(1);

    public void Returned() => _returned.Add(1);

    public void LockRefused(string reason) => _lockRefused.Add(1, Tag("reason", reason));

    /// <summary>What the node keeps between requests.</summary>
    public void Observe(Func<long> sessions, Func<long> bytes)
    {
        _meter.CreateObservableGauge("tidemark.cache.sessions", sessions, "{session}", "Sessions this node keeps.");
        _meter.CreateObservableGauge("tidemark.cache.bytes", bytes, "By", "Bytes of encoded attributes this node keeps.");
    }

    public void LockWaited(TimeSpan wait) => _lockWait.Record(wait.TotalSeconds);

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private Counter<long> Count(string name, string unit, string description) => _meter.CreateCounter<long>(name, unit, description);
}
