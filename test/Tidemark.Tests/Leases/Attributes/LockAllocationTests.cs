using Tidemark.Leases.Attributes;

namespace Tidemark.Tests.Leases.Attributes;

public sealed class LockAllocationTests
{
    [Fact]
    public void Free_and_own_locks_cost_no_bytes()
    {
        var rig = new LockRig();
        var (locks, owner, other, wait) = (rig.Locks, new LockOwner("A"), new LockOwner("B"), rig.Wait);
        string[] names = ["d", "c", "b", "a"];
        rig.Has(other, "other");

        Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            var complete = locks.TakeAsync(owner, "a", wait, default).IsCompletedSuccessfully
                && locks.TakeAsync(owner, "a", wait, default).IsCompletedSuccessfully
                && locks.TakeAsync(owner, "x", wait, default).IsCompletedSuccessfully
                && locks.TakeAsync(owner, names, wait, default).IsCompletedSuccessfully
                && locks.IsHeldBy(owner, "d");
            locks.ReleaseAll(owner);
            if (!complete)
                throw new InvalidOperationException("A free lock was waited for.");
        }
    }

    [Fact]
    public void Names_without_end_take_no_memory_without_end()
    {
        var owner = new LockOwner("A");
        var table = new LockTable(TimeProvider.System);
        for (var i = 0; i < 1_000; i++)
        {
            table.Take(owner, $"{i}");
            table.ReleaseAll(owner);
        }

        Assert.InRange(Enumerable.Range(0, 1_000).Count(i => table.Find($"{i}") is not null), 1, 16);
    }
}
