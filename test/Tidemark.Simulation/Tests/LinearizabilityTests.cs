using Tidemark.Simulation.Checkers;

namespace Tidemark.Simulation.Tests;

/// <summary>Histories written by hand, good ones and bad ones.</summary>
public sealed class LinearizabilityTests
{
    private readonly List<Operation> _steps = [Step(Effect.Create, 0, 1, [], [("log", "a")])];

    [Fact]
    public void One_after_the_other_is_fine()
    {
        Change(2, 3, "a", "a b");
        Change(4, 5, "a b", "a b c");
        Read(6, 7, "a b c");

        Assert.Null(Linearizability.FindFault(_steps));
    }

    [Fact]
    public void A_lost_update_is_seen()
    {
        Change(2, 4, "a", "a b");
        Change(3, 5, "a", "a c");

        Assert.NotNull(Linearizability.FindFault(_steps));
    }

    [Fact]
    public void A_stale_read_is_seen()
    {
        Change(2, 3, "a", "a b");
        Read(4, 5, "a");

        Assert.NotNull(Linearizability.FindFault(_steps));
    }

    [Fact]
    public void A_read_beside_a_write_may_see_either()
    {
        Change(2, 6, "a", "a b");
        Read(3, 4, "a");
        Read(3, 5, "a b");

        Assert.Null(Linearizability.FindFault(_steps));
    }

    [Fact]
    public void Reads_that_go_back_in_time_are_seen()
    {
        Change(2, 9, "a", "a b");
        Read(3, 4, "a b");
        Read(5, 6, "a");

        Assert.NotNull(Linearizability.FindFault(_steps));
    }

    [Fact]
    public void A_double_apply_is_seen()
    {
        _steps.Add(Step(Effect.Change, 2, 3, [("count", null)], [("count", "1")]));
        _steps.Add(Step(Effect.Change, 4, 5, [("count", "2")], []));

        Assert.NotNull(Linearizability.FindFault(_steps));
    }

    [Fact]
    public void An_unanswered_write_may_happen_late_or_never()
    {
        Open(2, "a", "a b");
        Read(3, 4, "a");
        Assert.Null(Linearizability.FindFault(_steps));

        Read(5, 6, "a b");
        Assert.Null(Linearizability.FindFault(_steps));

        Read(7, 8, "a");
        Assert.NotNull(Linearizability.FindFault(_steps));
    }

    [Fact]
    public void A_refused_write_that_is_read_is_seen()
    {
        var refused = Step(Effect.Change, 2, null, [("log", "a")], [("log", "a b")]);
        refused.Fail();
        _steps.Add(refused);
        Assert.Null(Linearizability.FindFault(_steps));

        Read(3, 4, "a b");
        Assert.NotNull(Linearizability.FindFault(_steps));
    }

    [Fact]
    public void A_write_that_comes_before_its_request_is_seen()
    {
        Read(2, 3, "a b");
        Open(4, "a", "a b");

        Assert.NotNull(Linearizability.FindFault(_steps));
    }

    [Fact]
    public void A_session_that_comes_back_from_the_dead_is_seen()
    {
        _steps.Add(Step(Effect.End, 2, 3, [("log", "a")], []));
        _steps.Add(Step(Effect.Missing, 4, 5, [], []));
        Assert.Null(Linearizability.FindFault(_steps));

        Read(6, 7, "a");
        Assert.NotNull(Linearizability.FindFault(_steps));
    }

    [Fact]
    public void Who_abandons_what_has_ended_since_has_what_they_wanted()
    {
        _steps.Add(Step(Effect.End, 2, 3, [("log", "a")], []));
        _steps.Add(Step(Effect.Abandon, 4, 5, [("log", "a")], []));
        Assert.Null(Linearizability.FindFault(_steps));

        Read(6, 7, "a");
        Assert.NotNull(Linearizability.FindFault(_steps));
    }

    [Fact]
    public void An_end_that_was_not_answered_may_come_when_others_have_changed_the_session_since()
    {
        Change(2, 3, "a", "a b");
        _steps.Add(Step(Effect.Abandon, 1, null, [("log", "a")], []));
        _steps.Add(Step(Effect.Missing, 4, 5, [], []));
        Assert.Null(Linearizability.FindFault(_steps));

        _steps[^2].Succeed(6);
        Assert.NotNull(Linearizability.FindFault(_steps));
    }

    [Fact]
    public void A_session_that_goes_on_under_two_new_ids_is_seen()
    {
        _steps.Add(Step(Effect.End, 2, 4, [("log", "a")], []));
        _steps.Add(Step(Effect.End, 3, 5, [("log", "a")], []));

        Assert.NotNull(Linearizability.FindFault(_steps));
    }

    [Fact]
    public void A_session_that_is_gone_for_no_reason_is_seen()
    {
        _steps.Add(Step(Effect.Missing, 2, 3, [], []));

        Assert.NotNull(Linearizability.FindFault(_steps));
    }

    [Fact]
    public void Many_unanswered_writes_do_not_stop_the_search()
    {
        for (var number = 0; number < 200; number++)
            _steps.Add(Step(Effect.Change, 2 + number, null, [("log", "a")], [("title", $"t{number}")]));
        _steps.Add(Step(Effect.Change, 300, 301, [("title", "t150")], []));
        Assert.Null(Linearizability.FindFault(_steps));
    }

    private void Change(long invoked, long returned, string read, string wrote) =>
        _steps.Add(Step(Effect.Change, invoked, returned, [("log", read)], [("log", wrote)]));

    private void Read(long invoked, long returned, string read) => _steps.Add(Step(Effect.Change, invoked, returned, [("log", read)], []));

    private void Open(long invoked, string read, string wrote) =>
        _steps.Add(Step(Effect.Change, invoked, null, [("log", read)], [("log", wrote)]));

    private static Operation Step(
        Effect effect, long invoked, long? returned, (string Name, string? Value)[] reads, (string Name, string? Value)[] writes)
    {
        var step = new Operation((int)invoked, 1, effect, invoked)
        {
            Reads = reads.ToDictionary(value => value.Name, value => value.Value),
            Writes = writes.ToDictionary(value => value.Name, value => value.Value),
        };
        if (returned is { } when)
            step.Succeed(when);
        return step;
    }
}
