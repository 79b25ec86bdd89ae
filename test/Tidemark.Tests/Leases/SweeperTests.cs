using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

/// <summary>Expired sessions are taken out of the store now and then, by whichever node is alive.</summary>
public sealed class SweeperTests
{
    private static readonly TimeSpan Latest = TimeSpan.FromMinutes(1.25);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly Rig _rig = new();
    private readonly SweptStore _store;
    private readonly SessionManager _node;

    public SweeperTests()
    {
        _store = new SweptStore(_rig.Memory);
        _node = _rig.NewNode(_store);
    }

    [Fact]
    public void A_sweep_goes_on_while_the_store_finds_as_many_as_it_was_asked_for() => Run(async () =>
    {
        _store.Answer(limit => limit, limit => limit, limit => limit - 1);
        await _node.StartAsync(CancellationToken.None);
        await Task.Delay(Latest, _rig.Time);
        Assert.Equal(3, _store.Sweeps);
    });

    [Fact]
    public void A_sweep_that_never_finds_less_leaves_the_rest_to_the_next() => Run(async () =>
    {
        _store.Answer([.. Enumerable.Repeat<Func<int, int>>(limit => limit, 100)]);
        await _node.StartAsync(CancellationToken.None);
        await Task.Delay(Latest, _rig.Time);
        Assert.Equal(20, _store.Sweeps);
    });

    [Fact]
    public void A_sweep_that_fails_is_made_up_for_by_the_next() => Run(async () =>
    {
        _store.Answer(_ => throw new StoreRefusedException("as planned"));
        await _node.StartAsync(CancellationToken.None);
        await Task.Delay(Latest, _rig.Time);
        Assert.Equal(1, _store.Sweeps);
        await Task.Delay(Latest, _rig.Time);
        Assert.InRange(_store.Sweeps, 2, 3);
    });

    [Fact]
    public void A_node_that_has_left_sweeps_no_more() => Run(async () =>
    {
        await _node.StartAsync(CancellationToken.None);
        await Task.Delay(Latest, _rig.Time);
        await _node.DisposeAsync();
        var sweeps = _store.Sweeps;
        Assert.NotEqual(0, sweeps);
        await Task.Delay(4 * Latest, _rig.Time);
        Assert.Equal(sweeps, _store.Sweeps);
        Assert.Equal(0, _rig.Time.WaitingTimers);
    });

    [Fact]
    public void A_sweep_that_is_under_way_ends_with_the_node() => Run(async () =>
    {
        _store.Hangs = true;
        await _node.StartAsync(CancellationToken.None);
        while (_store.Sweeps == 0)
            await Task.Delay(Step, _rig.Time);
        Assert.False(_store.Asked.IsCancellationRequested);
        await _node.DisposeAsync();
        Assert.True(_store.Asked.IsCancellationRequested);
    });

    private void Run(Func<Task> body) => OneThread.Run(_rig.Time, body, Step);

    /// <summary>Answers sweeps as it is told to, and then that there was nothing.</summary>
    private sealed class SweptStore(IPrimaryStore inner) : DelegatingStore(inner)
    {
        private readonly Queue<Func<int, int>> _answers = [];

        public int Sweeps { get; private set; }

        /// <summary>Whether it answers nothing.</summary>
        public bool Hangs { get; set; }

        /// <summary>Ends the last sweep that it was asked for.</summary>
        public CancellationToken Asked { get; private set; }

        public void Answer(params Func<int, int>[] answers) => Array.ForEach(answers, _answers.Enqueue);

        public override ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken)
        {
            Sweeps++;
            Asked = cancellationToken;
            if (Hangs)
                return new ValueTask<int>(new TaskCompletionSource<int>().Task);
            return new ValueTask<int>(_answers.TryDequeue(out var answer) ? answer(limit) : 0);
        }
    }
}
