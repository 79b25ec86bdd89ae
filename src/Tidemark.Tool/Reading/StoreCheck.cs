namespace Tidemark.Tool.Reading;

/// <summary>Looks at a store as a doctor does: whether it can be written, who uses it, and whether all that lies in it can be read.</summary>
/// <param name="open">The store.</param>
/// <param name="isDeep">Whether all attributes are read and decoded too.</param>
internal sealed class StoreCheck(OpenStore open, bool isDeep)
{
    // Nodes sweep once a minute by default, and what is over stays for two minutes anyway.
    private static readonly TimeSpan SweptBy = TimeSpan.FromMinutes(15);
    private const int MostFindings = 100;

    private readonly AttributeReader _reader = new(open);
    private readonly StoreReport _report = new() { Store = open.Choice.ToString() };
    private int _unswept;

    public async Task<StoreReport> RunAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await CheckRightsAsync(cancellationToken);
        await CheckNodesAsync(cancellationToken);
        await CheckFeedAsync(cancellationToken);
        if (isDeep)
            _report.AttributesRead = 0;
        await foreach (var walked in new SessionWalk(open).SessionsAsync(progress, cancellationToken))
            await CheckAsync(walked, cancellationToken);
        if (_unswept > 0)
        {
            Find(new Finding(
                $"Sessions that expired more than {SweptBy.TotalMinutes:0} minutes ago and were not removed: {_unswept}. Each server of the application "
                + "removes them once in a SweepInterval: is one running, and does its log say why it does not?"));
        }

        foreach (var warning in open.Warnings)
            Find(new Finding(warning));
        return _report;
    }

    // A node that leaves writes where a node writes, and leaves nothing.
    private async Task CheckRightsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await open.Store.BeatAsync(NodeId.New(), TimeSpan.Zero, cancellationToken);
        }
        catch (StoreRefusedException refused)
        {
            Find(new Finding($"It can be read, and not written. {refused.Message}"));
        }
    }

    private async Task CheckNodesAsync(CancellationToken cancellationToken) =>
        _report.Nodes = (await NodeFacts.ReadAsync(open, cancellationToken)).Count(node => node.IsAlive);

    private async Task CheckFeedAsync(CancellationToken cancellationToken)
    {
        if (open.Store.Changes is not { } feed)
            return;
        var page = await feed.ReadAsync(0, ChangeMark.None, 0, cancellationToken);
        _report.Feed = page.State.IsOn ? "on" : "off";
    }

    private async Task CheckAsync(WalkedSession walked, CancellationToken cancellationToken)
    {
        if (walked.Fault is { } fault)
            Find(new Finding(fault, SessionReference.Of(walked.Key), IsDamage: true));
        if (walked.Facts is not { } facts)
            return;
        Count(facts);
        if (isDeep && facts.IsLive)
            await ReadAsync(facts, cancellationToken);
    }

    private void Count(SessionFacts facts)
    {
        _report.Live += facts.State == "live" ? 1 : 0;
        _report.Ended += facts.State == "ended" ? 1 : 0;
        _report.Expired += facts.State == "expired" ? 1 : 0;
        _report.Held += facts.Holder is { IsAlive: true } ? 1 : 0;
        _report.Bytes += facts.Bytes;
        if (facts is { State: "expired", Ends: { } ends } && facts.Now - ends > SweptBy)
            _unswept++;
    }

    private async Task ReadAsync(SessionFacts facts, CancellationToken cancellationToken)
    {
        foreach (var attribute in await _reader.ReadAsync(facts, cancellationToken) ?? [])
        {
            _report.AttributesRead++;
            if (attribute.Content is AttributeContent.Unreadable { Why: var why })
                Find(new Finding($"Its attribute '{attribute.Facts.Name}' cannot be read: {why}", facts.Reference, IsDamage: true));
        }
    }

    private void Find(Finding finding)
    {
        if (_report.Findings.Count < MostFindings)
            _report.Findings.Add(finding);
        else if (_report.Findings.Count == MostFindings)
            _report.Findings.Add(new Finding("There is more like that."));
    }
}
