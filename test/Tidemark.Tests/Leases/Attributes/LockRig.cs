using Tidemark.Leases;
using Tidemark.Leases.Attributes;
using Tidemark.Testing;

namespace Tidemark.Tests.Leases.Attributes;

/// <summary>The attribute locks of one session on a clock that a test moves, and short words for what requests do with them.</summary>
internal sealed class LockRig(int waiterLimit = 100)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // In real time: how long a test waits for a continuation that is due.
    // A hang, not a slow machine: far more than it can take.
    private static readonly TimeSpan Due = TimeSpan.FromMinutes(2);

    public ManualTimeProvider Time { get; } = new();

    public AttributeLocks Locks => field ??= new AttributeLocks(waiterLimit, Time);

    public LockWait Wait => new(Time, Patience);

    public Task TakeAsync(LockOwner owner, string name, CancellationToken cancellationToken = default) =>
        Locks.TakeAsync(owner, name, Wait, cancellationToken).AsTask();

    public Task TakeTogetherAsync(LockOwner owner, params string[] names) => Locks.TakeAsync(owner, names, Wait, default).AsTask();

    public void Has(LockOwner owner, params string[] names)
    {
        foreach (var name in names)
            Assert.True(Locks.TakeAsync(owner, name, Wait, default).IsCompletedSuccessfully);
    }

    /// <summary>Each held attribute with its holder and those in its line, such as <c>cart: A &lt; B C</c>.</summary>
    public string Show() => string.Join("; ", Locks.Report().Select(
        line => string.Join(" < ", new[] { $"{line.Name}: {line.Holder}", Line(line) }.Where(part => part.Length > 0))));

    public static Task EndsAsync(Task take) => take.WaitAsync(Due, TestContext.Current.CancellationToken);

    public static Task<T> FailsAsync<T>(Task take) where T : Exception => Assert.ThrowsAsync<T>(() => EndsAsync(take));

    private static string Line(SessionLocks.Attribute line) => string.Join(" ", line.Waiting.Select(waiter => waiter.Purpose));
}
