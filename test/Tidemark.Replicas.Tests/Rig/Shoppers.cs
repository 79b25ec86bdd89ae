using Shop.Nodes;
using Shop.Shoppers;

namespace Tidemark.Replicas.Tests.Rig;

/// <summary>The shop's own shoppers on its app servers, for as long as a test wants.</summary>
internal sealed class Shoppers : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _gone = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Task _shopping;

    public Shoppers(NodeGroup group, int seed, int count = 4) => _shopping = new Rush(
        [.. group.Nodes.Select(node => node.Address)], ServerChoice.Mixed, count, Tally, seed).RunAsync(_closing.Token, _gone.Token);

    public Tally Tally { get; } = new(NodeGroup.Size);

    /// <summary>Waits until they have done so much more, or have given up.</summary>
    public async Task ChangeAsync(int more)
    {
        var before = Tally.Changes;
        while (Tally.Changes < before + more && !_shopping.IsCompleted)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        AssertWell();
        Assert.True(Tally.Changes >= before + more, "The shoppers have gone.");
    }

    /// <summary>They look at all they have once more, and leave.</summary>
    public async Task LeaveAsync()
    {
        await _closing.CancelAsync();
        await _shopping;
        AssertWell();
    }

    /// <summary>They leave all as it is.</summary>
    public async Task RunAwayAsync()
    {
        await _gone.CancelAsync();
        await _shopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        AssertWell();
    }

    public void Dispose()
    {
        _closing.Dispose();
        _gone.Dispose();
    }

    private void AssertWell()
    {
        Assert.Empty(Tally.LostUpdates);

        // Who waited in vain on a busy machine has gone, and has seen nothing wrong.
        Assert.DoesNotContain(Tally.Errors, error => !error.Expected.StartsWith("an answer for", StringComparison.Ordinal));
    }
}
