using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clients;
using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;

namespace Tidemark.Simulation.Runs;

/// <summary>All clients: each sends one request after the other with its browser's cookie, and several share a browser.</summary>
internal sealed class Crowd(
    RunProfile profile, EventQueue events, Trace trace, Fleet fleet, History history, KeyBook keys, Action<Law, string> report)
{
    private readonly Random _random = Draws.For(profile.Seed, 4);
    private readonly List<Browser> _browsers = [.. Enumerable.Range(1, profile.Browsers).Select(number => new Browser(number))];
    private readonly List<RequestRecord> _records = [];
    private bool _hasStopped;

    public IReadOnlyList<Browser> Browsers => _browsers;

    public IReadOnlyList<RequestRecord> Records => _records;

    public void Start()
    {
        foreach (var browser in _browsers)
        {
            for (var client = 0; client < profile.ClientsPerBrowser; client++)
            {
                var sticky = _random.Next(100);
                Think(() => SendNext(browser, sticky));
            }
        }
    }

    /// <summary>No new requests from now on.</summary>
    public void Stop() => _hasStopped = true;

    /// <summary>Sends one request.</summary>
    public RequestRecord Send(Browser browser, SimulatedNode node, RequestScript script, Action over)
    {
        var record = new RequestRecord(_records.Count + 1, node.Number, events.Now);
        _records.Add(record);
        var site = new ClientSite(node.Sessions, node.Time, history, keys, () => events.Now, report);
        trace.Add("request", node.Number, record.Number, 0, $"{script.Access} {string.Join(' ', script.Steps)} {script.Ending}");
        node.Run(new ClientRequest(record, browser, site, script).RunAsync, () =>
        {
            trace.Add("over", node.Number, record.Number, 0, record.Ending);
            over();
        });
        return record;
    }

    private void SendNext(Browser browser, int sticky)
    {
        if (_hasStopped)
            return;
        if (fleet.Serving is not { Count: > 0 } serving)
        {
            Think(() => SendNext(browser, sticky));
            return;
        }

        var node = serving[(_random.NextDouble() < profile.Stickiness ? sticky : _random.Next(serving.Count)) % serving.Count];
        var script = RequestScript.Draw(Draws.For(profile.Seed, 1_000 + _records.Count));
        Send(browser, node, script, () => Think(() => SendNext(browser, sticky)));
    }

    private void Think(Action then) => events.After(profile.Think * _random.NextDouble(), then);
}
