namespace Tidemark.Load.Apps;

/// <summary>Where an app keeps its sessions.</summary>
internal enum StoreKind
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>In a Redis server.</summary>
    Redis,

    /// <summary>In a PostgreSQL server.</summary>
    PostgreSql,

    /// <summary>In a SQLite file.</summary>
    Sqlite,
}
