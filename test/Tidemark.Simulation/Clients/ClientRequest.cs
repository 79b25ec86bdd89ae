using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Network;

namespace Tidemark.Simulation.Clients;

/// <summary>What a request knows of the world it runs in.</summary>
internal sealed record ClientSite(
    SessionManager Node, TimeProvider Time, History History, KeyBook Keys, Func<long> Now, Action<Law, string> Report);

/// <summary>One request of one browser, as application code on a node: it opens the session, does some of everything, and ends somehow.</summary>
internal sealed class ClientRequest(RequestRecord record, Browser browser, ClientSite site, RequestScript script)
{
    public async Task RunAsync()
    {
        using var patience = script.Patience is { } most ? new CancellationTokenSource(most, site.Time) : null;
        try
        {
            await VisitAsync(patience?.Token ?? CancellationToken.None);
        }
        catch (SessionCommitException failure)
        {
            record.Ending = failure.Failure == CommitFailure.Refused ? "refused" : "unknown";
        }
        catch (SessionLockTimeoutException)
        {
            record.Ending = "lock timeout";
        }
        catch (SessionException refused)
        {
            record.Ending = refused.GetType().Name;
        }
        catch (OperationCanceledException) when (patience?.IsCancellationRequested == true)
        {
            record.Ending = "cancelled";
        }
        catch (Exception wrong)
        {
            record.Ending = wrong.GetType().Name;
            site.Report(Law.Typed, $"{record.Purpose} was told: {wrong}");
        }

        record.Finished = site.Now();
    }

    private async Task VisitAsync(CancellationToken cancellationToken)
    {
        var began = site.History.Tick();
        if (browser.Cookie is not { } cookie)
        {
            record.Access = SessionAccess.Exclusive;
            await using var created = site.Node.Create(record.Purpose);
            await new SessionWork(record, browser, site, script, created, null, browser.NewFamily(), began).CreateAsync(cancellationToken);
            return;
        }

        var family = browser.Family;
        record.Access = script.Access;
        await using var session = await site.Node.OpenAsync(cookie, script.Access, record.Purpose, cancellationToken);
        (record.Opened, record.Key) = (site.Now(), site.Keys.NumberOf(cookie));
        if (session is null)
        {
            var missing = new Operation(record.Number, site.Keys.NumberOf(cookie), Effect.Missing, began);
            site.History.Add(missing).Succeed(site.History.Tick());
            browser.Receive(cookie, null, "");
            record.Ending = "missing";
            return;
        }

        await new SessionWork(record, browser, site, script, session, cookie, family, began).RunAsync(cancellationToken);
    }
}
