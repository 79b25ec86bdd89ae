namespace Tidemark.Redis.Scripts;

/// <summary>
/// What one script has learnt of a holder's life, for another one in the slot of a session: a script sees its own slot only. The lease
/// that was held when it was asked for is part of it: if the node holds another one by now, it lives.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="Lease">The random part of the lease it held.</param>
/// <param name="IsOn">Whether it is alive.</param>
/// <param name="Since">Since when, in microseconds.</param>
internal readonly record struct HolderLife(NodeId Node, ReadOnlyMemory<byte> Lease, bool IsOn, long Since);
