using System.Collections.Concurrent;
using Tidemark.Graph.Codecs;
using Tidemark.Graph.Codecs.Converted;

namespace Tidemark.Graph.Shapes;

/// <summary>The codecs of all types met so far, one for each type. Safe for all threads.</summary>
internal sealed class CodecRegistry(GraphOptions options)
{
    private readonly ConcurrentDictionary<Type, Codec> _built = new();
    private readonly Lock _publishing = new(); // guards that a build is published as a whole, and no type twice

    public Mutability Mutability { get; } = new(options);

    /// <summary>How the application wants a type to be kept; null if it did not say.</summary>
    public Conversion? ConversionOf(Type type) => options.Conversions.GetValueOrDefault(type);

    public bool IsImmutable(Type type) => Mutability.IsImmutable(type);

    /// <summary>The codec of a slot of the given static type, and of everything reachable from it.</summary>
    /// <exception cref="GraphException">Something reachable cannot be state.</exception>
    public Codec CodecOf(Type type)
    {
        while (true)
        {
            if (_built.TryGetValue(type, out var codec))
                return codec;

            // Without a lock: a large model, or one that is refused late, keeps no other type waiting.
            var build = new CodecBuild(this);
            build.CodecOf(type);
            build.Complete();
            Publish(build.Codecs);
        }
    }

    public bool TryGetBuilt(Type type, out Codec codec) => _built.TryGetValue(type, out codec!);

    // Codecs refer to each other: those of a build that met another on the way are dropped, and made anew of what the other published.
    private void Publish(Dictionary<Type, Codec> codecs)
    {
        lock (_publishing)
        {
            if (codecs.Keys.Any(_built.ContainsKey))
                return;
            foreach (var (type, codec) in codecs)
                _built[type] = codec;
        }
    }
}
