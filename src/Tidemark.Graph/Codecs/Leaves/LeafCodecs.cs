using Tidemark.Graph.Wire;
namespace Tidemark.Graph.Codecs.Leaves;
internal static class LeafCodecs
{
    public static bool TryGet(Type type, Func<Type, Codec> codecOf, out Codec codec)
    {
        codec = type == typeof(int) ? new IntC() : type == typeof(decimal) ? new DecC() : type == typeof(string) ? new StrC() : type == typeof(object) ? new ObjC() : type == typeof(byte[]) ? new BytC() : type == typeof(Guid) ? new GuidC() : type == typeof(DateTimeOffset) ? new DtoC() : type == typeof(bool) ? new BoolC() : null!;
        return codec is not null;
    }
    public static bool IsImmutable(Type type) => type == typeof(int) || type == typeof(string) || type == typeof(decimal) || type.IsPrimitive || type.IsEnum;
    public static Type? Named(string name) => name == "System.Int32" ? typeof(int) : name == "System.String" ? typeof(string) : null;
    private sealed class IntC : Codec<int> { public override int MinSize => 4; public override void Write(ref GraphWriter w, in int v) => w.WriteFixed(v); public override int Read(ref GraphReader r) => r.ReadFixed<int>(); public override bool Same(ref GraphComparer c, in int v) => c.SameFixed(v); }
    private sealed class DecC : Codec<decimal> { public override int MinSize => 16; public override void Write(ref GraphWriter w, in decimal v) => w.WriteFixed(v); public override decimal Read(ref GraphReader r) => r.ReadFixed<decimal>(); public override bool Same(ref GraphComparer c, in decimal v) => c.SameFixed(v); }
    private sealed class StrC : Codec<string> { public override int MinSize => 1; public override void Write(ref GraphWriter w, in string v) => w.WriteString(v); public override string Read(ref GraphReader r) => r.ReadString()!; public override bool Same(ref GraphComparer c, in string v) => c.SameString(v); }
    private sealed class ObjC : ReferenceCodec<object> { public override object ReadHead(ref GraphReader r) => new(); public override void WriteBody(ref GraphWriter w, object v) { } public override void ReadBody(ref GraphReader r, object v) { } public override bool SameBody(ref GraphComparer c, object v) => true; }
    private sealed class BytC : ReferenceCodec<byte[]> { public override void WriteHead(ref GraphWriter w, object v) => w.WriteVarint((uint)((byte[])v).Length); public override object ReadHead(ref GraphReader r) => new byte[r.ReadCount(1)]; public override bool SameHead(ref GraphComparer c, object v) => c.SameVarint((uint)((byte[])v).Length); public override void WriteBody(ref GraphWriter w, object v) => w.WriteBytes((byte[])v); public override void ReadBody(ref GraphReader r, object v) => r.ReadBytes(((byte[])v).Length).CopyTo((byte[])v); public override bool SameBody(ref GraphComparer c, object v) => c.SameBytes((byte[])v); }
    private sealed class GuidC : Codec<Guid> { public override int MinSize => 16; public override void Write(ref GraphWriter w, in Guid v) => w.WriteFixed(v); public override Guid Read(ref GraphReader r) => r.ReadFixed<Guid>(); public override bool Same(ref GraphComparer c, in Guid v) => c.SameFixed(v); }
    private sealed class DtoC : Codec<DateTimeOffset> { public override int MinSize => 16; public override void Write(ref GraphWriter w, in DateTimeOffset v) => w.WriteFixed(v); public override DateTimeOffset Read(ref GraphReader r) => r.ReadFixed<DateTimeOffset>(); public override bool Same(ref GraphComparer c, in DateTimeOffset v) => c.SameFixed(v); }
    private sealed class BoolC : Codec<bool> { public override int MinSize => 1; public override void Write(ref GraphWriter w, in bool v) => w.WriteFixed(v); public override bool Read(ref GraphReader r) => r.ReadByte() != 0; public override bool Same(ref GraphComparer c, in bool v) => c.SameFixed(v); }
}
