namespace Shop.Nodes;

/// <summary>An app-server process did not come up; the message holds what it logged.</summary>
internal sealed class NodeStartException(string message, Exception innerException) : Exception(message, innerException);
