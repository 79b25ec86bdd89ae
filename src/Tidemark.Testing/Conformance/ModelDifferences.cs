using System.Buffers.Binary;
using Tidemark.Stores;

namespace Tidemark.Testing;

/// <summary>
/// Draws what the commits of a <see cref="ModelRun"/> change. Its patches are bytes that begin with the length they make: stores do not look inside, and
/// the next patch can be made from what the store answers.
/// </summary>
internal sealed class ModelDifferences(Random random)
{
    private readonly string[] _names = ModelNames.Draw(random, 4);

    /// <param name="state">The session as it is; null if there is none.</param>
    public Difference[] Pick(PrimaryState? state) =>
        [.. _names.Where(_ => random.Next(3) == 0).Select(name => Pick(name, state?.Changed.FirstOrDefault(attribute => attribute.Name == name)))];

    private Difference Pick(string name, StoredAttribute? attribute) => random.Next(8) switch
    {
        0 => new Removal(name),
        < 3 => new WholeValue(name, Bytes()),
        _ when attribute is not null => Patch(name, attribute.Version, LengthOf(attribute)),
        // Nothing to patch: mostly set, or the walk would see nothing but refusals.
        _ when random.Next(6) == 0 => Patch(name, new StateVersion(random.Next(4)), random.Next(5)),
        _ => new WholeValue(name, Bytes()),
    };

    private PatchedValue Patch(string name, StateVersion on, int length)
    {
        var after = random.Next(7000);
        byte[] patch = [.. Bytes(), 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(patch, after);
        if (random.Next(25) == 0)
            on = new StateVersion(random.Next(8));
        if (random.Next(25) == 0)
            length++;
        return new PatchedValue(name, patch, on, length, after);
    }

    private byte[] Bytes()
    {
        var bytes = new byte[random.Next(5) == 0 ? 6000 : random.Next(5)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static int LengthOf(StoredAttribute attribute) =>
        attribute.Patches is [.., var last] ? BinaryPrimitives.ReadInt32LittleEndian(last.Bytes.Span) : attribute.Base!.Bytes.Length;
}
