namespace Tidemark.Faults.Tests;

/// <summary>A test on the farm, which it finds healed.</summary>
public abstract class FaultTest(Farm farm) : IAsyncLifetime
{
    /// <summary>
    /// What a busy machine may add to anything. With the node lease it is less than a wait for a session takes that is in vain, so that what never
    /// comes is not taken for what is late.
    /// </summary>
    protected static readonly TimeSpan Slack = TimeSpan.FromSeconds(8);

    protected Farm Farm => farm;

    protected Server A => farm.A;

    protected Server B => farm.B;

    protected Server C => farm.C;

    public async ValueTask InitializeAsync() => await farm.HealAsync();

    public ValueTask DisposeAsync() => default;

    /// <summary>Sends a request that has to wait for another server's session, and returns when that server has been asked for it.</summary>
    internal static async Task<Waiting> WaitForAsync(Server holder, params Func<Task<Answer>>[] send)
    {
        var before = (await Wire.NumbersAsync(holder)).Recalls;
        var answers = send.Select(request => request()).ToArray();
        await Patience.UntilAsync("the holder is asked to give the session back", async () => (await Wire.NumbersAsync(holder)).Recalls > before);
        Assert.All(answers, answer => Assert.False(answer.IsCompleted));
        return new Waiting(answers);
    }

    protected static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);
}

/// <summary>Requests that are not answered yet. Not a task itself: awaiting their beginning must not await their end.</summary>
internal sealed record Waiting(IReadOnlyList<Task<Answer>> Answers);
