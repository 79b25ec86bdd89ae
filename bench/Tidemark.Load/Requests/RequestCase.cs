namespace Tidemark.Load.Requests;

/// <summary>One thing that a request can do with its session.</summary>
/// <param name="Name">As the page calls it.</param>
/// <param name="App">The application.</param>
/// <param name="Path">What is asked for.</param>
/// <param name="Goal">What it may cost; null if that is only shown.</param>
internal sealed record RequestCase(string Name, PipelineApp App, string Path, RequestGoal? Goal = null);

/// <summary>What a request may cost, by one that has no session.</summary>
/// <param name="Times">How many times as long it may take.</param>
/// <param name="Bytes">How many bytes more it may allocate; null if that is only shown.</param>
internal sealed record RequestGoal(double Times, int? Bytes = null);
