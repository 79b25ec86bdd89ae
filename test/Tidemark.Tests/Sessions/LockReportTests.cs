using Microsoft.Extensions.Logging;

namespace Tidemark.Tests.Sessions;

/// <summary>Who holds what and who waits: as a report, as counters and as log lines.</summary>
public sealed class LockReportTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void The_report_tells_who_is_inside_who_waits_and_for_what() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        Assert.Empty(_rig.First.ReportLocks());
        await using var one = await _rig.OpenAsync(id, SessionAccess.Shared, "GET /one");
        await one.GetAsync(Keys.Cart);
        await Task.Delay(TimeSpan.FromSeconds(1), _rig.Time);
        await using var two = await _rig.OpenAsync(id, SessionAccess.Shared, "GET /two");
        var waits = two.GetAsync(Keys.Cart).AsTask();
        var alone = _rig.OpenAsync(id, purpose: "POST /alone");
        await Task.Delay(TimeSpan.FromSeconds(2), _rig.Time);

        var report = Assert.Single(_rig.First.ReportLocks());
        Assert.Equal(_rig.KeyOf(id).ToString(), report.Session);
        Assert.DoesNotContain(id.Reveal(), report.ToString(), StringComparison.Ordinal);
        Assert.False(report.IsRecalled);
        Assert.Equal(["GET /one", "GET /two"], report.Inside.Select(request => request.Purpose));
        Assert.Equal([3.0, 2.0], report.Inside.Select(request => Math.Round(request.Duration.TotalSeconds)));
        Assert.Equal(("POST /alone", true), Assert.Single(report.Waiting) is var waiting ? (waiting.Purpose, waiting.IsExclusive) : default);
        var cart = Assert.Single(report.Attributes);
        Assert.Equal(("cart", "GET /one"), (cart.Name, cart.Holder));
        Assert.Equal(3, cart.Held.TotalSeconds, 0.1);
        Assert.Equal("GET /two", Assert.Single(cart.Waiting).Purpose);

        await one.CompleteAsync();
        await waits;
        await two.CompleteAsync();
        await (await alone).CompleteAsync();
        Assert.Empty(_rig.First.ReportLocks());
    });

    [Fact]
    public void Grants_recalls_returns_timeouts_and_deadlocks_are_counted_and_logged() => OneThread.Run(_rig.Time, async () =>
    {
        var log = new Events();
        var node = _rig.NewNode(log: log);
        using var counted = new MeterTests.Counted(node);
        var id = await _rig.StoreAsync();
        await (await node.OpenAsync(id, SessionAccess.Shared, "GET /here"))!.CompleteAsync();
        await (await _rig.OpenAsync(id)).CompleteAsync();
        Assert.Equal(1, counted.Sums["tidemark.leases.granted True"]);
        Assert.Equal(1, counted.Sums["tidemark.leases.recalled"]);
        Assert.Equal(1, counted.Sums["tidemark.leases.returned"]);

        var one = (await node.OpenAsync(id, SessionAccess.Shared, "GET /one"))!;
        var two = (await node.OpenAsync(id, SessionAccess.Shared, "GET /two"))!;
        await one.GetAsync(Keys.Cart);
        await two.GetAsync(Keys.Wizard);
        var waits = one.GetAsync(Keys.Wizard).AsTask();
        await Assert.ThrowsAsync<SessionDeadlockException>(async () => await two.GetAsync(Keys.Cart));
        Assert.Equal(1, counted.Sums["tidemark.locks.refused deadlock"]);
        await Assert.ThrowsAsync<SessionLockTimeoutException>(() => waits);
        await Assert.ThrowsAsync<SessionLockTimeoutException>(async () => await node.OpenAsync(id, SessionAccess.Exclusive, "GET /alone"));
        Assert.Equal(2, counted.Sums["tidemark.locks.refused timeout"]);
        await one.DisposeAsync();
        await two.DisposeAsync();

        // Granted twice, recalled, returned; and what was refused to whom.
        Assert.Equal([18, 19, 20, 18, 21, 7, 7], log.Ids.Where(number => number is 7 or (>= 18 and <= 21)).Take(7));
        Assert.Contains(log.Lines, line => line.Contains("GET /two", StringComparison.Ordinal) && line.Contains("cart", StringComparison.Ordinal));
        Assert.Equal(["the attribute 'wizard' of session", "the lease of session"], log.Lines
            .Where(line => line.Contains("gave up waiting for ", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf("for ", StringComparison.Ordinal) + 4)..(line.IndexOf("session", StringComparison.Ordinal) + 7)]));
    });

    private sealed class Events : ILogger<SessionManager>
    {
        public List<int> Ids { get; } = [];

        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? failure, Func<TState, Exception?, string> format)
        {
            Ids.Add(id.Id);
            Lines.Add(format(state, failure));
        }
    }
}
