using Tidemark.Leases;
using Tidemark.Leases.Attributes;
using Tidemark.Testing;

namespace Tidemark.Tests.Leases.Attributes;

/// <summary>Does the same to the model and to the locks, and looks at the laws after each step.</summary>
internal sealed class LockModelRun
{
    private const int WaiterLimit = 5;

    private readonly ManualTimeProvider _time = new();
    private readonly AttributeLocks _locks;
    private readonly LockModel _model = new(WaiterLimit);
    private readonly LockOwner[] _owners = [.. Enumerable.Range(0, LockStep.Owners).Select(number => new LockOwner($"{number}"))];
    private readonly List<(Task Task, CancellationTokenSource Stop)> _takes = [];

    public LockModelRun() => _locks = new AttributeLocks(WaiterLimit, _time);

    public IEnumerable<TakeEnd> Ends => _model.Takes.Select(take => take.End);

    public async Task RunAsync(LockStep[] script)
    {
        foreach (var step in script)
        {
            Do(step);
            CheckModel();
            CheckLaws();
        }

        Drain();
        foreach (var (take, model) in _takes.Zip(_model.Takes))
            Assert.Equal(model.End, await EndAsync(take.Task));
    }

    private void Do(LockStep step)
    {
        switch (step)
        {
            case LockStep.Take take:
                var stop = new CancellationTokenSource();
                var wait = new LockWait(_time, TimeSpan.FromSeconds(take.Patience));
                var names = take.Names.Select(letter => letter.ToString()).ToArray();
                var task = names is [var name]
                    ? _locks.TakeAsync(_owners[take.Owner], name, wait, stop.Token)
                    : _locks.TakeAsync(_owners[take.Owner], names, wait, stop.Token);
                _takes.Add((task.AsTask(), stop));
                _model.Take(take.Owner, take.Names, take.Patience);
                break;
            case LockStep.Release release:
                _locks.ReleaseAll(_owners[release.Owner]);
                _model.Release(release.Owner);
                break;
            case LockStep.Cancel cancel when _model.Pending.ElementAtOrDefault(cancel.Which) is { } pending:
                _takes[_model.Takes.IndexOf(pending)].Stop.Cancel();
                _model.Cancel(pending);
                break;
            case LockStep.Advance advance:
                _time.Advance(TimeSpan.FromSeconds(advance.Seconds));
                _model.AdvanceTime(advance.Seconds);
                break;
        }
    }

    private void CheckModel()
    {
        Assert.Equal(_model.Show(), string.Join("; ", _locks.Report().Select(
            line => $"{line.Name}: {line.Holder} since {line.Held.TotalSeconds}"
                + string.Concat(line.Waiting.Select(waiter => $" < {waiter.Purpose} since {waiter.Duration.TotalSeconds}")))));
        foreach (var (take, model) in _takes.Zip(_model.Takes))
            Assert.False(take.Task.IsCompleted && model.End == TakeEnd.Pending);
    }

    // From the outside, without the model's opinion.
    private void CheckLaws()
    {
        var report = _locks.Report();
        foreach (var name in LockStep.Attributes)
        {
            var holders = Enumerable.Range(0, LockStep.Owners).Where(owner => _locks.IsHeldBy(_owners[owner], $"{name}")).ToList();
            Assert.True(holders.Count <= 1, "Two owners have one attribute.");
            Assert.Equal(Enumerable.Range(0, LockStep.Owners).Where(owner => _model.IsKept(owner, name)), holders);
        }

        Assert.Equal(report.Sum(line => line.Waiting.Count), _model.Pending.Count());
        Assert.True(report.Count == 0 || Progress(report) is not null, "All who have something wait: an undetected deadlock.");
    }

    // As requests do that end: whoever does not wait releases, until nobody waits. Nobody is left behind.
    private void Drain()
    {
        while (_locks.Report() is { Count: > 0 } report)
        {
            var owner = Progress(report);
            Assert.True(owner is not null, "All who have something wait: an undetected deadlock.");
            Do(new LockStep.Release(int.Parse(owner)));
            CheckModel();
        }

        Assert.Empty(_model.Pending);
    }

    private static string? Progress(IReadOnlyList<SessionLocks.Attribute> report) =>
        report.Select(line => line.Holder).FirstOrDefault(
            holder => !report.SelectMany(line => line.Waiting).Any(waiter => waiter.Purpose == holder));

    private static async Task<TakeEnd> EndAsync(Task take)
    {
        try
        {
            await LockRig.EndsAsync(take);
            return TakeEnd.Granted;
        }
        catch (SessionDeadlockException)
        {
            return TakeEnd.Deadlock;
        }
        catch (SessionLockTimeoutException refused)
        {
            return refused.Waited == TimeSpan.Zero ? TakeEnd.Full : TakeEnd.Timeout;
        }
        catch (OperationCanceledException)
        {
            return TakeEnd.Cancelled;
        }
        catch (InvalidOperationException)
        {
            return TakeEnd.Released;
        }
    }
}
