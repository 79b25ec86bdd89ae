using System.Globalization;
using System.Runtime.CompilerServices;
using Tidemark.Stores;

namespace FolderStore;

/// <summary>
/// Keeps records in a folder, one file for each, shared by the processes of a machine. Whoever has the folder's lock file open may read and write: so a
/// decision is run on a record that stands still.
/// </summary>
public sealed class FolderRecords(string folder, TimeProvider time) : IRecordStore
{
    // One at a time in this process, too.
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<NodeId, Action<StoreSignal>> _receivers = [];

    public async ValueTask<T> RunAsync<T>(RecordKey key, RecordDecision<T> decision, CancellationToken cancellationToken)
    {
        RecordVerdict<T> verdict;
        using (await LockAsync(cancellationToken))
        {
            var path = PathOf(key);
            var file = RecordFile.Read(path);
            verdict = Decide(decision, file);
            if (verdict.Change is { } change)
                (file ?? new RecordFile()).Apply(change, path);
        }

        foreach (var (to, signal) in verdict.Change?.Signals ?? [])
            Tell(to, signal);
        return verdict.Answer;
    }

    public async IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RecordKey[] all;
        using (await LockAsync(cancellationToken))
            all = [.. Directory.EnumerateFiles(folder, "*.record").Select(KeyOf)];
        yield return all;
    }

    public async IAsyncEnumerable<DuePage> WalkDueAsync(
        DueKind kind, TimeSpan overdue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var due = new List<DueRecord>();
        using (await LockAsync(cancellationToken))
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*.record"))
            {
                if (RecordFile.Read(path) is { } file && file.Due.Kind == kind && time.GetUtcNow() - file.Due.Time >= overdue)
                    due.Add(new DueRecord(KeyOf(path), time.GetUtcNow() - file.Due.Time));
            }
        }

        if (due.Count > 0)
            yield return new DuePage(due);
    }

    public async ValueTask<NodeBeat> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken);
        if (lifetime == TimeSpan.Zero)
        {
            File.Delete(PathOf(node));
            return new NodeBeat(default, []);
        }

        var life = NodeLife.Beat(Find(node), time.GetUtcNow(), lifetime);
        File.WriteAllText(PathOf(node), $"{life.Since.UtcTicks} {life.Until.UtcTicks}");
        var asked = Directory.EnumerateFiles(folder, "*.record").Where(path => RecordFile.Read(path)?.Asked == node).Take(200);
        return new NodeBeat(life.Since, [.. asked.Select(KeyOf)]);
    }

    public async ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken);
        return [.. Directory.EnumerateFiles(folder, "*.node").Select(path => KnownNode.Of(NodeOf(path), LifeIn(path), time.GetUtcNow()))];
    }

    public async ValueTask TidyAsync(CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken);
        foreach (var path in Directory.EnumerateFiles(folder, "*.node"))
        {
            if (!LifeIn(path).IsOn(time.GetUtcNow()))
                File.Delete(path);
        }
    }

    public async ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken);
        if (!File.Exists(PathOf(fingerprint)))
            RecordFile.Replace(PathOf(fingerprint), schema.ToArray());
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken);
        return File.Exists(PathOf(fingerprint)) ? File.ReadAllBytes(PathOf(fingerprint)) : default(ReadOnlyMemory<byte>?);
    }

    // Nodes of this process are told at once. Those of others hear it with their next beat.
    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken)
    {
        lock (_receivers)
            _receivers[node] = receiver;
        return new ValueTask<IAsyncDisposable>(new Listening(this, node, receiver));
    }

    private RecordVerdict<T> Decide<T>(RecordDecision<T> decision, RecordFile? file)
    {
        var (newer, life) = (decision.Newer, default(HolderLife?));
        while (true)
        {
            var rows = newer is { } known && file is not null ? file.Rows.Where(row => row.Version > known).ToArray() : [];
            var verdict = decision.Decide(new LoadedRecord(time.GetUtcNow(), file?.Record ?? [], rows, life) { Newer = newer });
            if (verdict.IsDone)
                return verdict;
            if (verdict.Newer is not null)
                newer = verdict.Newer;
            else
                life = LifeOf(verdict.Life);
        }
    }

    private HolderLife LifeOf(NodeId node) =>
        Find(node) is { } life && life.IsOn(time.GetUtcNow()) ? new HolderLife(node, true, life.Since) : new HolderLife(node, false, default);

    private NodeLife? Find(NodeId node) => File.Exists(PathOf(node)) ? LifeIn(PathOf(node)) : null;

    private static NodeLife LifeIn(string path)
    {
        var ticks = File.ReadAllText(path).Split(' ').Select(long.Parse).ToArray();
        return new NodeLife(new DateTimeOffset(ticks[0], TimeSpan.Zero), new DateTimeOffset(ticks[1], TimeSpan.Zero));
    }

    private void Tell(NodeId node, StoreSignal signal)
    {
        Action<StoreSignal>? receiver;
        lock (_receivers)
            receiver = _receivers.GetValueOrDefault(node);
        receiver?.Invoke(signal);
    }

    private async ValueTask<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(folder);
            while (true)
            {
                try
                {
                    return new Held(new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), _gate);
                }
                catch (IOException) when (File.Exists(Path.Combine(folder, "lock")))
                {
                    // Another process has it.
                    await Task.Delay(1, CancellationToken.None);
                }
            }
        }
        catch (Exception failed)
        {
            _gate.Release();
            throw new StoreRefusedException($"The folder store could not use its folder: {failed.Message} Nothing was written.", failed);
        }
    }

    private string PathOf(RecordKey key) => Path.Combine(folder, $"{(byte)key.Kind}-{Convert.ToHexStringLower(key.Bytes)}.record");

    private static RecordKey KeyOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return RecordKey.FromBytes((RecordKind)(name[0] - '0'), Convert.FromHexString(name.AsSpan(2)));
    }

    private string PathOf(NodeId node) => Path.Combine(folder, $"{node}.node");

    private static NodeId NodeOf(string path) => new(UInt128.Parse(Path.GetFileNameWithoutExtension(path), NumberStyles.HexNumber, null));

    private string PathOf(ulong fingerprint) => Path.Combine(folder, $"{fingerprint:x16}.schema");

    private sealed class Held(FileStream file, SemaphoreSlim gate) : IDisposable
    {
        public void Dispose()
        {
            file.Dispose();
            gate.Release();
        }
    }

    private sealed class Listening(FolderRecords records, NodeId node, Action<StoreSignal> receiver) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            lock (records._receivers)
            {
                // It may listen anew by now.
                if (records._receivers.GetValueOrDefault(node) == receiver)
                    records._receivers.Remove(node);
            }

            return default;
        }
    }
}
