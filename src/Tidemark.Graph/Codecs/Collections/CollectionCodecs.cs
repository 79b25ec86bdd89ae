using System.Runtime.InteropServices;
using Tidemark.Graph.Wire;
namespace Tidemark.Graph.Codecs.Collections;
internal static class CollectionCodecs
{
    public static bool TryCreate(Type type, Func<Type, Codec> codecOf, out Codec codec)
    {
        codec = null!;
        if (!IsCollection(type)) return false;
        var e = type.GetGenericArguments()[0];
        codec = (Codec)Activator.CreateInstance(typeof(ListCodec<>).MakeGenericType(e), codecOf(e))!;
        return true;
    }
    public static bool IsCollection(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>);
    public static bool IsImmutable(Type type, Func<Type, bool> e) => false;
    public static IEnumerable<Type> ElementTypes(Type type) => type.GetGenericArguments();
    public static Type? FamilyNamed(string name) => name == typeof(List<>).FullName ? typeof(List<>) : null;
    public static Type? AncestorOf(Type type) { for (var l = type; l != null; l = l.BaseType) if (IsCollection(l)) return l; return null; }
    private sealed class ListCodec<T>(Codec<T> element) : ReferenceCodec<List<T>>
    {
        public override object ReadHead(ref GraphReader r) => new List<T>();
        public override void WriteBody(ref GraphWriter w, object v) { var s = CollectionsMarshal.AsSpan((List<T>)v); w.WriteVarint((uint)s.Length); foreach (ref var x in s) element.Write(ref w, in x); }
        public override void ReadBody(ref GraphReader r, object v) { var l = (List<T>)v; var n = r.ReadCount(element.MinSize); l.Capacity = n; for (var i = 0; i < n; i++) l.Add(element.Read(ref r)); }
        public override bool SameBody(ref GraphComparer c, object v) { var s = CollectionsMarshal.AsSpan((List<T>)v); if (!c.SameVarint((uint)s.Length)) return false; for (var i = 0; i < s.Length; i++) if (!element.Same(ref c, in s[i])) return c.DiffersAt(i); return true; }
    }
}
internal static class DerivedCollection { public static bool TryCreate(Type t, Func<Type, Codec> f, out Codec c) { c = null!; return false; } }
