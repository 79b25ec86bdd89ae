namespace Tidemark.Load.Apps;

/// <summary>Says which line of which attribute a request changes: each time another one, in every app alike.</summary>
internal sealed class EditPlaces
{
    private int _count;

    public (int Attribute, int Line) Next(OrderSize size)
    {
        var count = Interlocked.Increment(ref _count);
        return (count % size.Attributes, count / size.Attributes % size.Lines);
    }
}
