using Tidemark.Load.Apps;

namespace Tidemark.Load.Runs;

/// <summary>An app, and what it is asked for.</summary>
/// <param name="App">The app.</param>
/// <param name="Path">What the driver asks for.</param>
internal sealed record Contestant(App App, string Path);
