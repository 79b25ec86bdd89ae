namespace Tidemark.Graph.Schemas;

/// <summary>What the bytes say of a collection besides its elements.</summary>
/// <param name="Comparer">The code of its comparer; see <see cref="Codecs.Collections.StringComparers"/>.</param>
/// <param name="Threshold">From how many items a KeyedCollection keeps a dictionary.</param>
/// <param name="IsReadOnly">Whether a NameValueCollection is.</param>
internal readonly record struct CollectionHead(byte Comparer, uint Threshold = 0, byte IsReadOnly = 0);
