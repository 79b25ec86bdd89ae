using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Objects;

internal delegate void WriteMembers(ref GraphWriter writer, object instance);

internal delegate void ReadMembers(ref GraphReader reader, object instance);

internal delegate bool SameMembers(ref GraphComparer comparer, object instance);

internal delegate bool RecordMembers(ref GraphComparer comparer, object instance, int from);

internal delegate void WriteMembers<T>(ref GraphWriter writer, ref T instance) where T : struct;

internal delegate void ReadMembers<T>(ref GraphReader reader, ref T instance) where T : struct;

internal delegate bool SameMembers<T>(ref GraphComparer comparer, ref T instance) where T : struct;

internal delegate bool RecordMembers<T>(ref GraphComparer comparer, ref T instance, int from) where T : struct;
