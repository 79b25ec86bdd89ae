namespace Tidemark.Load.Driving;

/// <summary>Sends requests over <see cref="LoadOrder.Connections"/> connections, each of which waits for its answer before the next.</summary>
internal interface ILoadDriver
{
    Task<LoadResult> RunAsync(LoadOrder order);
}
