namespace Tidemark.Simulation.Clockwork;

/// <summary>What happened, in order. Its hash covers every step: two runs of a seed must have the same.</summary>
internal sealed class Trace(EventQueue events)
{
    private const ulong Prime = 1_099_511_628_211;

    private readonly List<TraceLine> _lines = [];

    public ulong Hash { get; private set; } = 14_695_981_039_346_656_037;

    /// <summary>Nothing is added any more.</summary>
    public bool IsClosed { get; set; }

    public IReadOnlyList<TraceLine> Lines => _lines;

    /// <summary>A node goes on. Only hashed: there are too many.</summary>
    public void Step(int node) => Mix((ulong)node);

    public void Add(string what, int node, long first = 0, long second = 0, string detail = "")
    {
        if (IsClosed)
            return;
        _lines.Add(new TraceLine(events.Now, what, node, first, second, detail));
        Mix((ulong)events.Now);
        Mix((ulong)node);
        Mix((ulong)first);
        Mix((ulong)second);
        foreach (var letter in what)
            Mix(letter);
        foreach (var letter in detail)
            Mix(letter);
    }

    public IEnumerable<string> Tail(int count) => _lines.TakeLast(count).Select(line => line.ToString());

    private void Mix(ulong value) => Hash = (Hash ^ value) * Prime;
}

/// <summary>One thing that happened.</summary>
internal readonly record struct TraceLine(long At, string What, int Node, long First, long Second, string Detail)
{
    public override string ToString() => $"{TimeSpan.FromTicks(At).TotalMilliseconds,11:F3} ms  node {Node,-3} {What,-12} {First,5} {Second,5}  {Detail}";
}
