using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Checks;

/// <summary>A request has what it got until it ends: one that goes on for long keeps others waiting, and somebody should say which one.</summary>
public sealed class HeldLongTests
{
    private readonly Watch _watch = new();

    [Theory]
    [InlineData(5, true)]
    [InlineData(0.2, false)]
    [InlineData(20, true)]
    public void Who_keeps_others_waiting_is_told_once(double seconds, bool isTold) => OneThread.Run(_watch.Rig.Time, async () =>
    {
        var id = await _watch.Rig.StoreAsync();
        for (var round = 0; round < 2; round++)
        {
            await using var stream = (await _watch.Node.OpenAsync(id, SessionAccess.Shared, "GET /stream"))!;
            await stream.GetAsync(Keys.Cart);
            await using var page = (await _watch.Node.OpenAsync(id, SessionAccess.Shared, "GET /page"))!;
            var waits = page.GetAsync(Keys.Cart).AsTask();
            await Task.Delay(TimeSpan.FromSeconds(seconds), _watch.Rig.Time);
            await stream.CompleteAsync();
            if (seconds < 10)
                await waits;
            else
                await Assert.ThrowsAsync<SessionLockTimeoutException>(() => waits);
        }

        Assert.Equal(isTold, _watch.Warnings.Has(Warnings.HeldLong));
        if (!isTold)
            return;
        var warning = _watch.Warnings.Single(Warnings.HeldLong);
        foreach (var told in new[] { "'cart'", "'GET /stream'", "'GET /page'", "ReleaseAsync" })
            Assert.Contains(told, warning, StringComparison.Ordinal);
        Assert.DoesNotContain(id.Reveal(), warning, StringComparison.Ordinal);
    });
}
