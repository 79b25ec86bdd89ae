using Tidemark.Stores;

namespace Tidemark.Testing;

/// <summary>The verbs of <see cref="IPrimaryStore"/>.</summary>
public enum StoreVerb
{
    /// <summary><see cref="IPrimaryStore.AcquireAsync"/></summary>
    Acquire,

    /// <summary><see cref="IPrimaryStore.CommitAsync"/></summary>
    Commit,

    /// <summary><see cref="IPrimaryStore.ReleaseAsync"/></summary>
    Release,

    /// <summary><see cref="IPrimaryStore.ReadAsync"/></summary>
    Read,

    /// <summary><see cref="IPrimaryStore.ReadHeadAsync"/></summary>
    ReadHead,

    /// <summary><see cref="IPrimaryStore.TouchAsync"/></summary>
    Touch,

    /// <summary><see cref="IPrimaryStore.BeatAsync"/></summary>
    Beat,

    /// <summary><see cref="IPrimaryStore.SweepAsync"/></summary>
    Sweep,

    /// <summary><see cref="IPrimaryStore.PublishSchemaAsync"/></summary>
    PublishSchema,

    /// <summary><see cref="IPrimaryStore.ReadSchemaAsync"/></summary>
    ReadSchema,

    /// <summary><see cref="ISessionEnds.EndAsync"/></summary>
    End,

    /// <summary><see cref="ISessionEnds.ClaimEndedAsync"/></summary>
    ClaimEnded,

    /// <summary><see cref="ISessionEnds.ClaimEndAsync"/></summary>
    ClaimEnd,

    /// <summary><see cref="ISessionEnds.ForgetEndedAsync"/></summary>
    ForgetEnded,

    /// <summary><see cref="IUserIndex.EnterUserAsync"/></summary>
    EnterUser,

    /// <summary><see cref="IUserIndex.MoveUserAsync"/></summary>
    MoveUser,

    /// <summary><see cref="IUserIndex.LeaveUserAsync"/></summary>
    LeaveUser,

    /// <summary><see cref="IUserIndex.ListUserAsync"/></summary>
    ListUser,
}
