namespace Tidemark.Sqlite;

/// <summary>What a verb answers, and whom it tells once its transaction is committed.</summary>
internal readonly record struct Answer<T>(T Outcome, IReadOnlyList<Outgoing> Signals);

/// <summary>A signal on its way.</summary>
internal readonly record struct Outgoing(NodeId To, StoreSignal Signal);
