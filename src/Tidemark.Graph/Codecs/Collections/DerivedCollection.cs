namespace Tidemark.Graph.Codecs.Collections;
internal static class DerivedCollection { public static bool TryCreate(Type t, Func<Type, Codec> f, out Codec c) { c = null!; return false; } }
