namespace Tidemark.Tests.Sessions;

/// <summary>Whose unit of work a test looks at: knows ids, and notes what it is told.</summary>
internal sealed class Visitor(params SessionId[] ids) : IUnitOwner
{
    public string Purpose => "a visit";

    public CancellationToken WhileWanted { get; init; }

    public Func<bool> MayBegin { get; init; } = () => true;

    /// <summary>What it was told, in order.</summary>
    public List<string> Told { get; } = [];

    public bool TryGetId(int number, out SessionId id)
    {
        id = number < ids.Length ? ids[number] : default;
        return number < ids.Length;
    }

    public void Opened(SessionId? id) => Told.Add(id is null ? "new" : $"id {Array.IndexOf(ids, id.Value)}");

    public void Refused(Exception exception) => Told.Add("refused");

    public void Blocking() => Told.Add("blocking");

    public void BeforeUse()
    {
    }

    public void BeforeBegin()
    {
    }

    bool IUnitOwner.MayBegin() => MayBegin();

    public ValueTask BeforeCommitAsync(CancellationToken cancellationToken) => default;
}
