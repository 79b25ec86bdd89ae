using Tidemark.Stores;

namespace Tidemark.PostgreSql.Tests;

/// <summary>What tests send.</summary>
internal static class Requests
{
    public static readonly Lifetime Usual = new(TimeSpan.FromMinutes(20), TimeSpan.FromHours(24));

    public static StateKey NewKey() => StateKey.From("test", SessionId.New());

    public static CommitRequest Creation(params Difference[] differences) => new(
        NewKey(), NodeId.New(), LeaseToken.None, StateVersion.None, CommitId.New(), differences, Usual, AfterCommit.Release, "a creator");
}
