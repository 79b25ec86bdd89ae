using System.Buffers.Binary;
using Tidemark.Stores;

namespace FolderStore;

/// <summary>A record and its rows, as a file has them.</summary>
internal sealed class RecordFile
{
    public byte[] Record { get; private set; } = [];

    public DueTime Due { get; private set; }

    public NodeId Asked { get; private set; }

    public List<StoredRow> Rows { get; private set; } = [];

    /// <summary>The file of a path; null if there is none.</summary>
    public static RecordFile? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        using var reader = new BinaryReader(File.OpenRead(path));
        var file = new RecordFile
        {
            Due = new DueTime((DueKind)reader.ReadByte(), RecordTime.Time(reader.ReadInt64())),
            Asked = new NodeId(BinaryPrimitives.ReadUInt128BigEndian(reader.ReadBytes(16))),
            Record = reader.ReadBytes(reader.ReadInt32()),
        };
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            file.Rows.Add(new StoredRow(
                reader.ReadString(), reader.ReadInt32(), new StateVersion(reader.ReadInt64()), new StateVersion(reader.ReadInt64()),
                reader.ReadBytes(reader.ReadInt32())));
        }

        return file;
    }

    /// <summary>Writes what a decision wants written.</summary>
    public void Apply(RecordChange change, string path)
    {
        if (change.Record.IsEmpty)
        {
            File.Delete(path);
            return;
        }

        (Record, Due, Asked) = (change.Record.ToArray(), change.Due, change.Asked);
        if (change.DropsRows)
            Rows.Clear();
        foreach (var row in change.Rows)
        {
            // A base takes the place of the chain; a patch is added to it.
            if (row.Kind != RowChangeKind.Patch)
                Rows.RemoveAll(there => there.Name == row.Name);
            if (row.Kind != RowChangeKind.Gone)
                Rows.Add(new StoredRow(row.Name, row.Kind == RowChangeKind.Patch ? row.Number : 0, row.Version, row.On, row.Bytes));
        }

        Replace(path, ToBytes());
    }

    /// <summary>Writes a file wholly or not at all, even if the power goes.</summary>
    public static void Replace(string path, byte[] bytes)
    {
        using (var file = new FileStream(path + ".new", FileMode.Create))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private byte[] ToBytes()
    {
        var bytes = new MemoryStream();
        var writer = new BinaryWriter(bytes);
        writer.Write((byte)Due.Kind);
        writer.Write(RecordTime.Of(Due.Time));
        Span<byte> asked = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(asked, Asked.Value);
        writer.Write(asked);
        writer.Write(Record.Length);
        writer.Write(Record);
        writer.Write(Rows.Count);
        foreach (var row in Rows)
        {
            writer.Write(row.Name);
            writer.Write(row.Number);
            writer.Write(row.Version.Number);
            writer.Write(row.On.Number);
            writer.Write(row.Bytes.Length);
            writer.Write(row.Bytes.Span);
        }

        return bytes.ToArray();
    }
}
