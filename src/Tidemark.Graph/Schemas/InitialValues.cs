using System.Collections.Concurrent;
using System.Reflection;
using Tidemark.Graph.Codecs.Objects;
using Tidemark.Graph.Forms;
using Tidemark.Graph.Shapes;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Schemas;

/// <summary>
/// What members are that the writer did not have: what the constructor without parameters gives a new instance, made for each one, so that
/// nothing is shared; without such a constructor, the default values of a constructor's parameters. Safe for all threads.
/// </summary>
internal sealed class InitialValues(GraphSchema reader, TypeScope types)
{
    private readonly ConcurrentDictionary<Type, InitialType> _known = new();

    /// <summary>The values of a new instance, as this build would write them; null for a type that gives none.</summary>
    /// <param name="form">This build's form of the type.</param>
    /// <param name="members">Which members.</param>
    /// <param name="instance">The instance that gets them, with the members that were stored.</param>
    /// <param name="room">How many bytes may be written still.</param>
    /// <param name="known">
    /// Nodes that stand for the instance and for what is stored of it, where the values refer to these; each with what it stands for.
    /// </param>
    /// <exception cref="TargetInvocationException">The constructor threw.</exception>
    /// <exception cref="GraphException">A value cannot be state.</exception>
    public IReadOnlyList<GraphNode>? Of(
        Form form, IReadOnlyList<string> members, GraphObject instance, ref long room, out IReadOnlyList<(GraphNode Node, GraphNode Is)> known)
    {
        known = [];
        if (TypeOf(form) is not { } type || !type.GivesAnyOf(members))
            return null;
        var scratch = new WriteScratch { Scope = types };
        var writer = new GraphWriter(scratch, numbered: true);
        writer.Reserve(PayloadHead.Size);
        var values = type.Make(members, out var made);
        known = made is null ? [] : Known(type, made, form, instance, scratch.Seen);
        foreach (var (member, value) in values)
            Write(ref writer, member, value);
        writer.WriteLaterBodies();
        room -= writer.Length;
        if (room < 0)
            throw new GraphFormatException("The payload has too many instances without members that are long in this build", 0);

        var nodes = new NodeReader(scratch.Buffer.AsSpan(0, writer.Length), reader.Scope);
        nodes.Tracked.AddRange(known.Select(pair => pair.Node));
        var read = new GraphNode[values.Length];
        for (var i = 0; i < read.Length; i++)
            read[i] = nodes.Value(reader.Scope.FormOf(TypeNames.Of(values[i].Member.Type)));
        nodes.ReadLaterBodies();
        return read;
    }

    /// <summary>A member's full name, if it says that it is never null; null if it does not.</summary>
    public string? PromiseOf(Form form, string member) => TypeOf(form)?.PromiseOf(member);

    private InitialType? TypeOf(Form form) =>
        types.TryResolve(form.Name, out var codec) && codec is IMemberCodec made
            ? _known.GetOrAdd(codec.Type, static (type, members) => new InitialType(type, members), made.Members.Members)
            : null;

    private List<(GraphNode Node, GraphNode Is)> Known(InitialType type, object made, Form form, GraphObject instance, IdentityTable seen)
    {
        var known = new List<(GraphNode, GraphNode)>();
        if (form.IsTracked && seen.FindOrAdd(made) < 0)
            known.Add((new GraphObject(form), instance));
        foreach (var (name, stored) in instance.Members)
        {
            if (stored?.Target is { Form.IsTracked: true } target && reader.Scope.TryFind(target.TypeName, out var own)
                && type.ValueOf(made, name) is { } value && TypeNames.Of(value.GetType()) == target.TypeName && seen.FindOrAdd(value) < 0)
            {
                known.Add((new GraphObject(own), target));
            }
        }

        return known;
    }

    private void Write(ref GraphWriter writer, ShapeMember member, object? value)
    {
        var codec = types.CodecOf(member.Type);
        if (reader.Scope.FormOf(TypeNames.Of(member.Type)).IsSlot)
            writer.WriteReference(codec, value);
        else
            codec.WriteHead(ref writer, value!);
    }
}
