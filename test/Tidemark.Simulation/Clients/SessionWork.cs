using Tidemark.Simulation.Checkers;

namespace Tidemark.Simulation.Clients;

/// <summary>What a request does with the session it got, and what it tells the history of it.</summary>
internal sealed class SessionWork(
    RequestRecord record, Browser browser, ClientSite site, RequestScript script, Session session, SessionId? cookie, string family, long began)
{
    private readonly CommitRetry _commits = new(record, site, script);
    private SessionId? _cookie = cookie;
    private Segment _segment = new(site.History, record, cookie is { } id ? site.Keys.NumberOf(id) : 0, began, true);
    private int _holds;
    private int _values;

    /// <summary>Makes the session that the browser does not have yet.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        var id = NewValue();
        await session.SetAsync(Attributes.Owner, $"{family}:owner", cancellationToken);
        await session.SetAsync(Attributes.Log, [id], cancellationToken);
        var created = session.Id;
        var creation = _segment.BeginCreation(site.Keys.NumberOf(created), new() { ["owner"] = $"{family}:owner", ["log"] = id });
        await _commits.SendAsync([creation], [id], session.CompleteAsync, cancellationToken);
        browser.Receive(null, created, family);
        record.Ending = "created";
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var step in script.Steps)
            await DoAsync(step, cancellationToken);
        await EndAsync(cancellationToken);
    }

    private async Task DoAsync(Step step, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case Step.ReadAll:
                ReadAll();
                break;
            case Step.GetOnly:
                See("log", Attributes.Text(await session.GetAsync(Attributes.Log, cancellationToken)));
                See("count", Attributes.Text(await session.GetAsync(Attributes.Count, cancellationToken)));
                break;
            case Step.Append:
                await AppendAsync(cancellationToken);
                break;
            case Step.Count:
                await CountAsync(cancellationToken);
                break;
            case Step.SetTitle:
                SeeTitle();
                var title = NewValue();
                await session.SetAsync(Attributes.Title, title, cancellationToken);
                _segment.Overwrite("title", title);
                break;
            case Step.RemoveTitle:
                SeeTitle();
                await session.RemoveAsync(Attributes.Title.Name, cancellationToken);
                _segment.Overwrite("title", null);
                break;
            case Step.Hold:
                await Task.Delay(script.Holds[_holds++ % script.Holds.Count], site.Time, cancellationToken);
                break;
            case Step.Commit:
                await _commits.SendAsync(_segment.Begin(), _segment.Appended, session.CommitAsync, cancellationToken);
                NextSegment(_segment.SeenSince(site.History.Tick()));
                break;
            case Step.Regenerate:
                await RegenerateAsync(cancellationToken);
                break;
        }
    }

    private async Task AppendAsync(CancellationToken cancellationToken)
    {
        var log = await session.GetOrCreateAsync(Attributes.Log, () => [], cancellationToken);
        See("log", log.Count == 0 ? null : Attributes.Text(log));
        var id = NewValue();
        log.Add(id);
        _segment.Appended.Add(id);
        _segment.Write("log", Attributes.Text(log));
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        var count = await session.GetAsync(Attributes.Count, cancellationToken);
        See("count", Attributes.Text(count));
        if (count is null)
            await session.SetAsync(Attributes.Count, count = new Tally { Owner = family }, cancellationToken);
        count.Value++;
        _segment.Write("count", Attributes.Text(count));
    }

    // A new session holds all that the old one held: to know what that is, the request looks at all of it.
    private async Task RegenerateAsync(CancellationToken cancellationToken)
    {
        ReadAll();
        await session.RegenerateIdAsync(cancellationToken);
        var next = session.Id;
        var to = site.Keys.NumberOf(next);
        var attributes = _segment.View().Where(attribute => attribute.Value is not null).ToDictionary();
        var (end, creation) = (_segment.BeginEnd(), _segment.BeginCreation(to, attributes));
        record.HasMoved = true;
        await _commits.SendAsync([end, creation], _segment.Appended, session.CommitAsync, cancellationToken);
        browser.Receive(_cookie, next, family);
        _cookie = next;
        NextSegment(site.History.Tick());
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        record.Ending = "done";
        switch (script.Ending)
        {
            case Ending.Complete:
                await _commits.SendAsync(_segment.Begin(), _segment.Appended, session.CompleteAsync, cancellationToken);
                break;
            case Ending.Abandon:
                session.Abandon();
                record.Refuse(_segment.Appended);
                await _commits.SendAsync([_segment.BeginAbandon()], [], session.CompleteAsync, cancellationToken);
                browser.Receive(_cookie, null, "");
                break;
            default:
                if (script.Ending == Ending.Throw)
                    session.Discard();
                record.Refuse(_segment.Appended);
                await session.DisposeAsync();
                foreach (var read in _segment.Drop())
                    read.Succeed(site.History.Tick());
                break;
        }
    }

    private void ReadAll()
    {
        foreach (var name in Attributes.Names)
            See(name, Attributes.Read(session, name));
    }

    // Where nobody else can change it in between: then a removal of what is not there is known to be no change.
    private void SeeTitle()
    {
        if (record.Access == SessionAccess.Exclusive)
            See("title", session.Read(Attributes.Title));
    }

    private void See(string name, string? value)
    {
        if (!Attributes.Belongs(value, family))
            site.Report(Law.Mixing, $"{record.Purpose} has a session of {family} and saw '{name}' = {value}");
        if (!_segment.See(name, value))
            site.Report(Law.Linearizable, $"{record.Purpose} saw '{name}' change under its hands, to {value}");
    }

    private void NextSegment(long since) =>
        _segment = new Segment(site.History, record, site.Keys.NumberOf(_cookie!.Value), since, false);

    private string NewValue() => $"{family}:{record.Number}.{++_values}";
}
