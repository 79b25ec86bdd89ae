namespace Tidemark.Simulation.Checkers;

/// <summary>What a session is after some steps, as a value: not made yet, there with these attributes, or ended.</summary>
internal sealed class SessionModel
{
    private readonly Dictionary<string, string> _attributes;

    private SessionModel(string name, Dictionary<string, string> attributes)
    {
        _attributes = attributes;
        Text = name + string.Concat(attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"|{pair.Key}={pair.Value}"));
    }

    public static SessionModel Unmade { get; } = new("unmade", []);

    public static SessionModel Ended { get; } = new("ended", []);

    /// <summary>Two models are the same if their texts are.</summary>
    public string Text { get; }

    private bool IsThere => this != Unmade && this != Ended;

    /// <summary>The session after a step; null if what the step saw is not what the session is.</summary>
    public SessionModel? Apply(Operation step) => step.Effect switch
    {
        Effect.Missing => IsThere ? null : this,
        Effect.Create => this == Unmade ? With(step) : null,

        Effect.End => EndFits(step) ? Ended : null,

        // Somebody else may have ended it since the request read from it: it is over, which is all that was asked for.
        Effect.Abandon => EndFits(step) || this == Ended ? Ended : null,
        _ => !Fits(step) ? null : step.Writes.Count == 0 ? this : With(step),
    };

    // An end that was not answered goes on, whoever has the session by then (decision 27): what the request saw of it may be long past.
    private bool EndFits(Operation step) => step.Outcome == Outcome.Open ? IsThere : Fits(step);

    private bool Fits(Operation step)
    {
        if (!IsThere)
            return false;
        foreach (var (name, value) in step.Reads)
        {
            if (_attributes.GetValueOrDefault(name) != value)
                return false;
        }

        return true;
    }

    private SessionModel With(Operation step)
    {
        var attributes = new Dictionary<string, string>(_attributes);
        foreach (var (name, value) in step.Writes)
        {
            if (value is null)
                attributes.Remove(name);
            else
                attributes[name] = value;
        }

        return new SessionModel("there", attributes);
    }
}
