using Tidemark.Graph.Codecs;
using Tidemark.Graph.Codecs.Collections;
using Tidemark.Graph.Codecs.Converted;
using Tidemark.Graph.Codecs.Leaves;

namespace Tidemark.Graph;

/// <summary>What the engine is told about the application's types. Do not change it once it is in use.</summary>
public sealed class GraphOptions
{
    /// <summary>Types that may stand in slots of a base type, an interface or <see cref="object"/>, besides those it finds by itself.</summary>
    public ISet<Type> KnownTypes { get; } = new HashSet<Type>();

    /// <summary>Types whose instances never change after they were made, though their fields do not show it.</summary>
    public ISet<Type> ImmutableTypes { get; } = new HashSet<Type>();

    internal Dictionary<Type, Conversion> Conversions { get; } = [];

    /// <summary>
    /// Has values of a foreign type kept as plain ones: types of libraries, and those of the framework whose fields are its own affair. Null stays
    /// null, and the functions are not asked. Two references to one instance are two instances after a read. The type may stand in slots of
    /// <see cref="object"/> as well, and needs no entry in <see cref="KnownTypes"/>.
    /// </summary>
    /// <example><code>options.Convert&lt;IPNetwork, (string, int)&gt;(net => (net.BaseAddress.ToString(), net.PrefixLength), ...)</code></example>
    /// <typeparam name="TForeign">The foreign type; instances of types derived from it are not converted.</typeparam>
    /// <typeparam name="TPlain">A struct, a tuple, a number, an enum or the like, of types that the engine knows.</typeparam>
    /// <param name="toPlain">Makes the plain value; equal values must give equal ones. Called at each compare: it should be fast, and allocate little.</param>
    /// <param name="fromPlain">Makes the value again. What it throws means that the stored bytes cannot be read.</param>
    /// <exception cref="ArgumentException">The type is registered already, or is one that the engine knows.</exception>
    public GraphOptions Convert<TForeign, TPlain>(Func<TForeign, TPlain> toPlain, Func<TPlain, TForeign> fromPlain) where TPlain : struct
    {
        ArgumentNullException.ThrowIfNull(toPlain);
        ArgumentNullException.ThrowIfNull(fromPlain);
        return Add(typeof(TForeign), typeof(TForeign).IsValueType
            ? new StructConversion<TForeign, TPlain>(toPlain, fromPlain)
            : (Conversion)Activator.CreateInstance(
                typeof(ClassConversion<,>).MakeGenericType(typeof(TForeign), typeof(TPlain)), toPlain, fromPlain)!);
    }

    /// <summary>As <see cref="Convert{TForeign, TPlain}(Func{TForeign, TPlain}, Func{TPlain, TForeign})"/>, to text.</summary>
    /// <exception cref="ArgumentException">The type is registered already, or is one that the engine knows.</exception>
    public GraphOptions Convert<TForeign>(Func<TForeign, string> toPlain, Func<string, TForeign> fromPlain)
    {
        ArgumentNullException.ThrowIfNull(toPlain);
        ArgumentNullException.ThrowIfNull(fromPlain);
        return Add(typeof(TForeign), typeof(TForeign).IsValueType
            ? new StructConversion<TForeign, string>(toPlain, fromPlain)
            : (Conversion)Activator.CreateInstance(typeof(TextConversion<>).MakeGenericType(typeof(TForeign)), toPlain, fromPlain)!);
    }

    private GraphOptions Add(Type foreign, Conversion conversion)
    {
        if (LeafCodecs.TryGet(foreign, out _) || CollectionCodecs.IsCollection(foreign) || foreign.IsInterface || foreign.IsArray)
        {
            throw new ArgumentException(
                $"{Refused.NameOf(foreign)} is a type that the engine keeps by itself, or an interface, and cannot be converted. "
                + "Register the class that its instances have.");
        }

        if (!Conversions.TryAdd(foreign, conversion))
            throw new ArgumentException($"{Refused.NameOf(foreign)} is converted already.");
        return this;
    }
}
