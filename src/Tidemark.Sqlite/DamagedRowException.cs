namespace Tidemark.Sqlite;

/// <summary>A column holds what no store wrote. Told to callers as an <see cref="UnreadableStateException"/>, if they asked for that very row.</summary>
internal sealed class DamagedRowException(string column) : Exception($"The value of {column} is not what Tidemark writes there.");
