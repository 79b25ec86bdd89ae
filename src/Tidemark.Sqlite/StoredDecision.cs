namespace Tidemark.Sqlite;

/// <summary>A record as the file has it.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Bytes">What it is.</param>
/// <param name="Life">The life of the node that holds its lease; null for nobody.</param>
internal sealed record StoredRecord(long Id, byte[] Bytes, HolderLife? Life);

/// <summary>What a decision came to on the record that there was.</summary>
/// <param name="Verdict">What it answered; nothing if the record was unfit.</param>
/// <param name="Record">The record; null if there was none.</param>
/// <param name="Unfit">That the record was. It is no fault of the file's, nor of any other record.</param>
internal readonly record struct Ran<T>(RecordVerdict<T> Verdict, StoredRecord? Record, UnfitRecordException? Unfit);

/// <summary>Runs a decision in a transaction, with all that it asks for.</summary>
internal static class StoredDecision
{
    /// <param name="reader">Reads in the transaction.</param>
    /// <param name="key">The key.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="now">The clock.</param>
    /// <param name="looksOnly">Whether no rows are read: a decision that wants some is not run to its end.</param>
    public static Ran<T> Run<T>(SqliteReader reader, RecordKey key, RecordDecision<T> decision, DateTimeOffset now, bool looksOnly)
    {
        var record = reader.Find(key, now);
        var (life, newer, isGuarded) = (record?.Life, looksOnly ? null : decision.Newer, decision.IsGuarded);
        try
        {
            while (true)
            {
                var rows = record is not null && newer is { } known ? reader.ReadRows(record.Id, known) : [];
                var verdict = decision.Decide(new LoadedRecord(now, record?.Bytes ?? [], rows, life)
                {
                    Newer = newer,
                    Guard = isGuarded ? reader.Find(RecordKey.GuardOf(0), now)?.Bytes ?? [] : default(ReadOnlyMemory<byte>?),
                });
                if (verdict.IsDone || (looksOnly && verdict.Newer is not null))
                    return new Ran<T>(verdict, record, null);
                if (verdict.Newer is not null)
                    newer = verdict.Newer;
                else if (verdict.IsGuardNeeded)
                    isGuarded = true;
                else
                    life = reader.LifeOf(verdict.Life, now);
            }
        }
        catch (UnfitRecordException unfit)
        {
            return new Ran<T>(default, record, unfit);
        }
    }
}
