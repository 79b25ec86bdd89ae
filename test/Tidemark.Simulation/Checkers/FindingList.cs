using Tidemark.Simulation.Clockwork;

namespace Tidemark.Simulation.Checkers;

/// <summary>What a run breaks, each thing once.</summary>
internal sealed class FindingList(Trace trace)
{
    private const int Most = 20;

    private readonly List<Finding> _findings = [];

    public void Add(Law law, string what)
    {
        if (_findings.Count >= Most || _findings.Contains(new Finding(law, what)))
            return;
        _findings.Add(new Finding(law, what));
        trace.Add("FINDING", 0, (long)law, 0, what.Split('\n')[0]);
    }

    public List<Finding> ToList() => [.. _findings];
}
