using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

/// <summary>A session that is just being created is in use, though nobody has its turn yet.</summary>
public sealed class FreshSessionTests
{
    [Fact]
    public async Task It_is_created_though_the_node_evicts_it_in_that_very_moment()
    {
        var time = new WatchedTime();
        var options = new TidemarkOptions { Application = "test", MaxCachedSessions = 1 };
        await using var node = new SessionManager(
            new MemoryStore(time), new GraphSerializer(), options, time, NullLogger<SessionManager>.Instance);
        await using var first = node.Create();
        await first.SetAsync(Keys.Count, 1);
        await first.CompleteAsync();

        // The node has too many sessions as the new one comes: it looks at the clock to find the oldest, and at this moment a look at the new id
        // finds a session that is worth nothing.
        await using var second = node.Create();
        await second.SetAsync(Keys.Count, 2);
        var id = second.Id;
        var looked = 0;
        time.OnTimestamp = () =>
        {
            if (looked < 40 && node.OpenAsync(id, SessionAccess.ReadOnly) is { IsCompletedSuccessfully: true, Result: null })
                looked++;
        };
        await second.CommitAsync();
        time.OnTimestamp = null;

        Assert.True(looked > 0);
        Assert.False(second.IsNew);
        await using var stored = await node.OpenAsync(id, SessionAccess.ReadOnly);
        Assert.Equal(2, stored!.Read(Keys.Count));
    }

    /// <summary>Lets a test act while code looks at the clock.</summary>
    private sealed class WatchedTime : TimeProvider
    {
        private readonly ManualTimeProvider _inner = new();
        private bool _isInside;

        public Action? OnTimestamp { get; set; }

        public override long TimestampFrequency => _inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _inner.CreateTimer(callback, state, dueTime, period);

        public override long GetTimestamp()
        {
            if (!_isInside && OnTimestamp is { } act)
            {
                _isInside = true;
                act();
                _isInside = false;
            }

            return _inner.GetTimestamp();
        }
    }
}
