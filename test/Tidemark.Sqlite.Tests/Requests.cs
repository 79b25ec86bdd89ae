using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>Requests that the tests of this project send.</summary>
internal static class Requests
{
    public static StateKey NewKey() => StateKey.From("test", SessionId.New());

    public static CommitRequest Creation(params Difference[] differences) => Creation(NewKey(), differences);

    public static CommitRequest Creation(StateKey key, params Difference[] differences) => new(
        key, NodeId.New(), LeaseToken.None, StateVersion.None, CommitId.New(), differences,
        new Lifetime(TimeSpan.FromHours(1), TimeSpan.FromHours(2)), AfterCommit.Release, "create");

    public static CommitRequest CreationOf(int bytes) => Creation(new WholeValue("value", new byte[bytes]));
}
