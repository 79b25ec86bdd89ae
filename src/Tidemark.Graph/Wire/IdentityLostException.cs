namespace Tidemark.Graph.Wire;

/// <summary>
/// The collector moved instances while their order was the proof that they are distinct, and two turned out to be one: the walk is
/// done again with a table from its start. Never leaves the engine.
/// </summary>
internal sealed class IdentityLostException : Exception;
