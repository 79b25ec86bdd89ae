using System.Collections.Concurrent;
using Tidemark.Graph.Codecs;
using Tidemark.Graph.Codecs.Converted;

namespace Tidemark.Graph.Shapes;

/// <summary>The codecs of all types met so far, each built once. Safe for all threads.</summary>
internal sealed class CodecRegistry(GraphOptions options)
{
    private readonly ConcurrentDictionary<Type, Codec> _built = new();
    private readonly Lock _building = new(); // guards Mutability, and that a type is built once

    public Mutability Mutability { get; } = new(options);

    /// <summary>How the application wants a type to be kept; null if it did not say.</summary>
    public Conversion? ConversionOf(Type type) => options.Conversions.GetValueOrDefault(type);

    public bool IsImmutable(Type type)
    {
        lock (_building)
            return Mutability.IsImmutable(type);
    }

    /// <summary>The codec of a slot of the given static type, and of everything reachable from it.</summary>
    /// <exception cref="GraphException">Something reachable cannot be state.</exception>
    public Codec CodecOf(Type type)
    {
        if (_built.TryGetValue(type, out var codec))
            return codec;
        lock (_building)
        {
            var build = new CodecBuild(this);
            codec = build.CodecOf(type);
            build.Complete();
            foreach (var (builtType, built) in build.Codecs)
                _built.TryAdd(builtType, built);
            return _built[type];
        }
    }

    public bool TryGetBuilt(Type type, out Codec codec) => _built.TryGetValue(type, out codec!);
}
