using Microsoft.Data.Sqlite;

namespace Tidemark.Sqlite;

/// <summary>The attributes as chains: a row for each base, and one for each patch. A patch is added without touching its base.</summary>
internal sealed class ChainTables(SqliteConnection connection) : IDisposable
{
    private readonly PreparedStatement _findEnd = new(connection, SqliteStatements.FindEnd);
    private readonly PreparedStatement _setBase = new(connection, SqliteStatements.SetBase);
    private readonly PreparedStatement _addPatch = new(connection, SqliteStatements.AddPatch);
    private readonly PreparedStatement _deleteBase = new(connection, SqliteStatements.DeleteBase);
    private readonly PreparedStatement _deletePatches = new(connection, SqliteStatements.DeletePatches);
    private readonly PreparedStatement _deleteBases = new(connection, SqliteStatements.DeleteBases);
    private readonly PreparedStatement _deleteAllPatches = new(connection, SqliteStatements.DeleteAllPatches);

    /// <summary>The end of an attribute's chain; null if there is no such attribute, or no patch fits what is there.</summary>
    public ChainEnd? FindEnd(long session, string name)
    {
        if (!_findEnd.Bind(1, session).Bind(2, name).Step())
            return null;
        var isWhole = _findEnd.IsNumber(0) && _findEnd.IsNumber(1) && _findEnd.IsNumber(2);
        ChainEnd? end = isWhole ? new ChainEnd(new StateVersion(_findEnd.Int64(0)), (int)_findEnd.Int64(1), (int)_findEnd.Int64(2)) : null;
        _findEnd.Reset();
        return end;
    }

    public void Apply(long session, StateVersion version, IReadOnlyList<Difference> differences)
    {
        foreach (var difference in differences)
        {
            switch (difference)
            {
                case WholeValue whole:
                    _deletePatches.Bind(1, session).Bind(2, whole.Name).Run();
                    _setBase.Bind(1, session).Bind(2, whole.Name).Bind(3, version.Number).Bind(4, whole.Value.Span).Run();
                    break;
                case PatchedValue patch:
                    Add(session, version, patch);
                    break;
                default:
                    _deletePatches.Bind(1, session).Bind(2, difference.Name).Run();
                    _deleteBase.Bind(1, session).Bind(2, difference.Name).Run();
                    break;
            }
        }
    }

    public void DeleteOf(long session)
    {
        _deleteAllPatches.Bind(1, session).Run();
        _deleteBases.Bind(1, session).Run();
    }

    public void Dispose()
    {
        _findEnd.Dispose();
        _setBase.Dispose();
        _addPatch.Dispose();
        _deleteBase.Dispose();
        _deletePatches.Dispose();
        _deleteBases.Dispose();
        _deleteAllPatches.Dispose();
    }

    private void Add(long session, StateVersion version, PatchedValue patch)
    {
        var before = FindEnd(session, patch.Name) ?? throw new InvalidOperationException("A patch was accepted for an attribute that is not there.");
        var end = before.Append(patch, version);
        _addPatch
            .Bind(1, session).Bind(2, patch.Name).Bind(3, end.Version.Number)
            .Bind(4, patch.On.Number).Bind(5, end.Patches).Bind(6, end.Length).Bind(7, patch.Patch.Span).Run();
    }
}
