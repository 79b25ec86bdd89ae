using Tidemark;
using Tidemark.Sqlite;
using Tidemark.Sqlite.Crash;
using Tidemark.Stores;

// A process that the tests start, and may kill. Arguments:
//   hammer file first-number count session-ids...   see Hammer
//   visit  file session-id                          see Visitor
await using var store = new SqliteStore(new SqliteStoreOptions { Path = args[1], BusyTimeout = TimeSpan.FromSeconds(20) }, TimeProvider.System);
switch (args[0])
{
    case "hammer":
        await new Hammer(store, int.Parse(args[2]), int.Parse(args[3]), [.. args.Skip(4).Select(KeyOf)]).RunAsync();
        break;
    case "visit":
        await Visitor.RunAsync(store, KeyOf(args[2]));
        break;
    default:
        throw new ArgumentException($"There is no mode {args[0]}.");
}

static StateKey KeyOf(string text) => SessionId.TryParse(text, out var id) ? StateKey.From("crash", id) : throw new ArgumentException(text);
