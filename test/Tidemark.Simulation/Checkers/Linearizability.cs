using System.Numerics;

namespace Tidemark.Simulation.Checkers;

/// <summary>
/// Looks for one order of all steps of a session that fits what every client saw, and in which nothing comes before what had returned when
/// it began (Wing and Gong, with the memo of Lowe). Steps that were not answered may be anywhere after their beginning, or nowhere.
/// </summary>
internal sealed class Linearizability
{
    private readonly Operation[] _steps;
    private readonly Operation[] _failed;
    private readonly HashSet<(BigInteger Done, string State)> _seen = [];
    private BigInteger _deepest;
    private int _depth = -1;
    private string _state = "";

    private Linearizability(IReadOnlyCollection<Operation> steps)
    {
        _failed = [.. steps.Where(step => step.Outcome == Outcome.Failed && step.Changes)];
        _steps = [.. steps.Where(step => step.Outcome == Outcome.Ok || (step.Outcome == Outcome.Open && step.Changes)).OrderBy(step => step.Invoked)];
    }

    /// <summary>Null if there is such an order; else how far the search came.</summary>
    public static string? FindFault(IReadOnlyCollection<Operation> steps)
    {
        var search = new Linearizability(steps);
        return search.Try(BigInteger.Zero, 0, SessionModel.Unmade) ? null : search.Explain();
    }

    private bool Try(BigInteger done, int depth, SessionModel state)
    {
        // Steps that change nothing and fit now can be taken now: whatever order there is, there is one in which they come first.
        while (TryTakeReader(ref done, state))
            depth++;
        var limit = EarliestReturn(done);
        if (limit == long.MaxValue)
            return true;
        if (!_seen.Add((done, state.Text)))
            return false;
        if (depth > _depth)
            (_deepest, _depth, _state) = (done, depth, state.Text);

        for (var index = 0; index < _steps.Length && _steps[index].Invoked < limit; index++)
        {
            if (IsDone(done, index) || state.Apply(_steps[index]) is not { } next)
                continue;
            if (Try(done | (BigInteger.One << index), depth + 1, next))
                return true;
        }

        return false;
    }

    private bool TryTakeReader(ref BigInteger done, SessionModel state)
    {
        var limit = EarliestReturn(done);
        for (var index = 0; index < _steps.Length && _steps[index].Invoked < limit; index++)
        {
            if (IsDone(done, index) || _steps[index].Changes || state.Apply(_steps[index]) is null)
                continue;
            done |= BigInteger.One << index;
            return true;
        }

        return false;
    }

    private long EarliestReturn(BigInteger done)
    {
        var earliest = long.MaxValue;
        for (var index = 0; index < _steps.Length; index++)
        {
            if (_steps[index].Returned < earliest && !IsDone(done, index))
                earliest = _steps[index].Returned;
        }

        return earliest;
    }

    private string Explain()
    {
        var limit = EarliestReturn(_deepest);
        var left = _steps.Where((step, index) => !IsDone(_deepest, index) && step.Invoked < limit);
        return $"no order of its {_steps.Length} steps fits what was seen. After {_depth} of them the session would be\n    {_state}\n"
            + $"  and none of these can come next:\n    {string.Join("\n    ", left)}\n"
            + $"  and these were refused, so that they do not count:\n    {string.Join("\n    ", _failed.TakeLast(5))}";
    }

    private static bool IsDone(BigInteger done, int index) => !(done >> index).IsEven;
}
