using Tidemark.Graph.Codecs;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Wire;

internal ref partial struct GraphComparer
{
    // A unit is about the work of trying a small element. 512 of them, back to front, are just within: some milliseconds.
    private const int MostWork = 1 << 18;
    private const int BytesPerWork = 64;
    private const int WorkPerIndexed = 4;

    /// <summary>The types that the payload may name.</summary>
    public readonly ITypeScope Scope => _scratch.Scope;

    /// <summary>Passes a value that refers to nothing outside, and gives its bytes; if the baseline has none there, the walk is void.</summary>
    public bool TryTakeContent<T>(Codec<T> codec, out ReadOnlySpan<byte> bytes)
    {
        var start = _position;
        if (!FormSkip.TrySkip(codec, 1, _bytes, ref _position, _scratch.Reading, _scratch.Types, out var met) || met != default)
        {
            bytes = default;
            return GiveUp();
        }

        bytes = _bytes[start.._position];
        return true;
    }

    /// <summary>
    /// Charges work that may be for nothing, such as trying which elements belong together. There is one budget for the whole walk: elements
    /// may be collections that are tried in turn.
    /// </summary>
    /// <returns>False if the budget is used up: then another order is to count as a difference.</returns>
    public bool TrySpend(int work)
    {
        _work += Math.Min(work, MostWork);
        if (_work <= MostWork)
            return true;
        _work = MostWork;
        return false;
    }

    /// <summary>Charges finding values by their bytes, if that is itself tried; see <see cref="TrySpend"/>.</summary>
    public bool TrySpendOnIndex(int count) => _recording || TrySpend(WorkPerIndexed * count);

    /// <summary>What it costs to try the value that the walk stands before with a live one, at the most.</summary>
    public readonly int WorkOf<T>(Codec<T> codec)
    {
        var (end, types) = (_position, _scratch.Types.Count);
        FormSkip.TrySkip(codec, 1, _bytes, ref end, _scratch.Reading, _scratch.Types, out var met);
        _scratch.Types.RemoveRange(types, _scratch.Types.Count - types);
        return 1 + met.Tracked + ((end - _position) / BytesPerWork);
    }

    /// <summary>As <see cref="Rewind"/>, after a try that is charged for.</summary>
    public void TakeBack(in CompareMark mark)
    {
        var met = (_numbered ? _scratch.Seen.Count : _metCount) - mark.Met;
        TrySpend(1 + met + (Math.Max(_position - mark.Position, 0) / BytesPerWork));
        Rewind(in mark);
    }

    /// <summary>Has the value read once before anybody relies on it, if it changes: code that somebody wrote decides which keys are one.</summary>
    public readonly void AskForTrial() => _scratch.Record.Pieces.NeedsTrial = true;
}
