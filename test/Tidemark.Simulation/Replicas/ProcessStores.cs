using Tidemark.Simulation.Network;
using Tidemark.Stores;

namespace Tidemark.Simulation.Replicas;

/// <summary>Both stores as one process has them.</summary>
internal sealed class ProcessStores : IProcessLink
{
    private readonly LinkedStore[] _stores;

    public ProcessStores(IReadOnlyList<RecordLink> links, PlantedBug bug)
    {
        Links = links;
        _stores = [.. links.Select(link => new LinkedStore(link, bug))];
        (_stores[0].Other, _stores[1].Other) = (_stores[1], _stores[0]);
    }

    public IReadOnlyList<RecordLink> Links { get; }

    public bool IsCut
    {
        get => Links.All(link => link.IsCut);
        set
        {
            foreach (var link in Links)
                link.IsCut = value;
        }
    }

    public bool IsClosed
    {
        get => Links.All(link => link.IsClosed);
        set
        {
            foreach (var link in Links)
                link.IsClosed = value;
        }
    }

    public IPrimaryStore this[int number] => _stores[number];
}
