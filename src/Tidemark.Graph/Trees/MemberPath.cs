using System.Numerics;
using System.Text.RegularExpressions;

namespace Tidemark.Graph.Trees;

/// <summary>
/// One path to members as an automaton. A state is how many steps are behind, and states are bits: a walk may be in several at once, because a
/// star stands for as many steps as it likes.
/// </summary>
internal sealed class MemberPath
{
    public const string Star = "*";
    public const int MostSteps = 63;

    private readonly string[] _steps;
    private readonly Regex?[] _expressions;

    /// <param name="text">The path.</param>
    /// <param name="steps">Its steps: none empty, no two stars in a row, not more than <see cref="MostSteps"/>.</param>
    public MemberPath(string text, string[] steps)
    {
        (Text, _steps) = (text, steps);

        _expressions = Array.ConvertAll(steps, ExpressionOf);
    }

    public string Text { get; }

    /// <summary>The last step: what the name of a member ends with, or a pattern of it.</summary>
    public string Last => _steps[^1];

    /// <summary>The states before the first step.</summary>
    public static ulong Start => 1;

    /// <summary>Whether all steps are behind in one of the states: then the member is one that the path means.</summary>
    public bool IsAtEnd(ulong states) => (states >> _steps.Length & 1) != 0;

    /// <summary>The states behind a member. Its name may have dots, as that of a member which an interface or a base class has, too.</summary>
    public ulong After(ReadOnlySpan<char> member, ulong states)
    {
        foreach (var part in member.Split('.'))
            states = Step(member[part], states);
        return states;
    }

    private ulong Step(ReadOnlySpan<char> part, ulong states)
    {
        var after = 0UL;
        for (; states != 0; states &= states - 1)
        {
            var state = BitOperations.TrailingZeroCount(states);
            if (state < _steps.Length && _steps[state] == Star)
            {
                after |= 1UL << state;
                state++;
                if (state == _steps.Length)
                    after |= 1UL << state;
            }

            if (state < _steps.Length && (_expressions[state]?.IsMatch(part) ?? part.SequenceEqual(_steps[state])))
                after |= 1UL << (state + 1);
        }

        return after;
    }

    // Only a star is more than the letter that it is.
    private static Regex? ExpressionOf(string step) => step.Contains(Star, StringComparison.Ordinal)
        ? new Regex($@"\A{Regex.Escape(step).Replace(@"\*", ".*", StringComparison.Ordinal)}\z", RegexOptions.Singleline | RegexOptions.CultureInvariant)
        : null;
}
