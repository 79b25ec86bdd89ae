using System.Collections.Concurrent;

namespace Tidemark.Faults.Node;

/// <summary>Tells the driver which requests are inside their session, and keeps them there until it lets them go.</summary>
internal sealed class Insiders
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _inside = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _leaves = new();

    public void Enter(string id) => Of(_inside, id).TrySetResult();

    public Task WhenInsideAsync(string id, CancellationToken cancellationToken) => Of(_inside, id).Task.WaitAsync(cancellationToken);

    public void LetGo(string id) => Of(_leaves, id).TrySetResult();

    public Task WhenLetGoAsync(string id, CancellationToken cancellationToken) => Of(_leaves, id).Task.WaitAsync(cancellationToken);

    private static TaskCompletionSource Of(ConcurrentDictionary<string, TaskCompletionSource> all, string id) =>
        all.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
