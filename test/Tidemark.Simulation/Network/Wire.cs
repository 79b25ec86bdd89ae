using Tidemark.Simulation.Clockwork;
using Tidemark.Stores;

namespace Tidemark.Simulation.Network;

/// <summary>One process's way to one store. What arrives at the store is done at once; what arrives at the process runs in its context.</summary>
internal sealed class Wire<TStore>(SimulatedNetwork network, TStore store, NodeContext context)
{
    /// <summary>While true, nothing comes through in either direction.</summary>
    public bool IsCut { get; set; }

    /// <summary>The simulation is over: every call fails at once and reaches nobody.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether the store itself can be reached by nobody.</summary>
    public Func<bool> IsAway { get; init; } = static () => false;

    /// <summary>After how long the sender gives up a call of which it hears nothing; null for never.</summary>
    public TimeSpan? Patience { get; init; }

    public ValueTask<T> Send<T>(Func<TStore, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (IsClosed)
            throw new StoreUnavailableException("The simulation is over.");
        var route = network.PlanRoute();
        var isAway = IsAway();
        if (IsCut || isAway)
            route = route with { Loss = Loss.Request };

        // Its continuations must stay on this thread, so it does not run them asynchronously: the context does.
        var answer = new TaskCompletionSource<T>();
        if (route.Loss == Loss.Request)
            Lose(route, answer);
        else
            network.After(route.There, () => Arrive(call, route, answer));
        if (route.Again is { } again && !IsCut && !isAway)
            network.After(again, () => Arrive<T>(call, route, null));
        return new ValueTask<T>(answer.Task);
    }

    /// <summary>Has a signal of the store arrive: never, once, or more often.</summary>
    public void Carry(Action arrives)
    {
        foreach (var delay in network.PlanSignal())
        {
            network.After(delay, () =>
            {
                if (!IsCut && !IsClosed && !IsAway())
                    arrives();
            });
        }
    }

    private void Arrive<T>(Func<TStore, ValueTask<T>> call, Route route, TaskCompletionSource<T>? answer)
    {
        if (IsClosed)
            return;
        var done = IsAway() ? null : Do(call);
        if (answer is null)
            return;
        if (done is null || route.Loss == Loss.Answer || IsCut)
            Lose(route, answer);
        else
            network.After(route.Back, () => Deliver(() => answer.TrySetFromTask(done)));
    }

    private Task<T> Do<T>(Func<TStore, ValueTask<T>> call)
    {
        Task<T> done;
        try
        {
            done = call(store).AsTask();
        }
        catch (UnfitRecordException refused)
        {
            return Task.FromException<T>(refused);
        }

        return done.IsCompletedSuccessfully || done.Exception?.InnerException is UnfitRecordException
            ? done
            : throw new InvalidOperationException("The store of the simulation answers at once, and knows no other faults.", done.Exception);
    }

    private void Lose<T>(Route route, TaskCompletionSource<T> answer)
    {
        if ((route.Noticed ?? Patience) is { } delay)
            network.After(delay, () => Deliver(() => answer.TrySetException(new StoreUnavailableException("The connection broke."))));
    }

    private void Deliver(Action arrives) => context.Post(_ => arrives(), null);
}
