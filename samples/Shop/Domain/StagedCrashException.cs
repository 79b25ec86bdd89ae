namespace Shop.Domain;

/// <summary>Thrown on purpose, after the cart was emptied, to show that a request that throws changes nothing.</summary>
public sealed class StagedCrashException() : Exception("Staged: this request emptied the cart and then threw.");
