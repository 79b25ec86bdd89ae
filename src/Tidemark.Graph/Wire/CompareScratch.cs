using Tidemark.Graph.Codecs;
using Tidemark.Graph.Compare;

namespace Tidemark.Graph.Wire;

/// <summary>What one compare needs besides the stack; reused by the next one on the thread.</summary>
internal sealed class CompareScratch
{
    public CompareScratch() => Record = new ChangeRecord(new WriteScratch(Seen, Types));

    public IdentityTable Seen { get; } = new();

    /// <summary>For each of <see cref="Seen"/>, which number the baseline has for it; less than 0 for one that it has not.</summary>
    public List<int> StoredNumbers { get; } = [];

    public AddressLog Met { get; } = new();

    public LaterQueue Later { get; } = new();

    public List<Codec> Types { get; } = [];

    /// <summary>What has changed. What is written of it shares the numbers of instances and the types with the walk.</summary>
    public ChangeRecord Record { get; }

    /// <summary>For what must be decoded to be compared, such as keys of a dictionary that is in another order.</summary>
    public ReadScratch Reading { get; } = new();

    public ITypeScope Scope
    {
        get => Record.Pieces.Scope;
        set => Record.Pieces.Scope = Reading.Scope = value;
    }

    /// <summary>Forgets the instances whose number is <paramref name="count"/> or more.</summary>
    public void ForgetAfter(int count)
    {
        Seen.TruncateTo(count);
        StoredNumbers.RemoveRange(count, StoredNumbers.Count - count);
    }

    public void Reset()
    {
        StoredNumbers.Clear();
        Later.TruncateTo(0);
        Met.Reset();
        Record.Reset();
    }
}
