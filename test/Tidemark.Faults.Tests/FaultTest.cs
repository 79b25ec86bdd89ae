namespace Tidemark.Faults.Tests;

/// <summary>A test on the farm, which it finds healed.</summary>
public abstract class FaultTest(Farm farm) : IAsyncLifetime
{
    /// <summary>What a busy machine may add to anything.</summary>
    protected static readonly TimeSpan Slack = TimeSpan.FromSeconds(3);

    protected Farm Farm => farm;

    protected Server A => farm.A;

    protected Server B => farm.B;

    protected Server C => farm.C;

    public async ValueTask InitializeAsync() => await farm.HealAsync();

    public ValueTask DisposeAsync() => default;

    protected static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);
}
