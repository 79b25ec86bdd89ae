using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>
/// The steps of a <see cref="ModelRun"/> that concern users. A store may remove an entry whose session is gone sooner or later, so only those are
/// compared of which it is sure that both stores have them: their sessions have been there ever since they were entered.
/// </summary>
internal sealed class ModelUsers(
    Random random, (IPrimaryStore Model, IPrimaryStore Tested) stores, StateKey[] keys, Action<string, string, string> compare)
{
    // Longer than a run.
    private static readonly Lifetime Long = new(TimeSpan.FromDays(1), TimeSpan.FromDays(30));

    private readonly UserKey[] _users = [.. Enumerable.Range(0, (keys.Length + 1) / 2).Select(_ => UserKey.From("model", $"{random.Next()}"))];
    private readonly HashSet<StateKey> _sure = [];

    /// <summary>The user of a session: of the first two, of the next two, and so on.</summary>
    public UserKey Of(StateKey key) => _users[Array.IndexOf(keys, key) / 2];

    public async Task StepAsync()
    {
        var key = keys[random.Next(keys.Length)];
        switch (random.Next(6))
        {
            case < 2:
                await EnterAsync(key);
                break;
            case 2:
                await MoveAsync();
                break;
            case 3:
                await LeaveAsync(key);
                compare($"{Name(key)} leaves its user", "", "");
                break;
            default:
                compare($"list of the user of {Name(key)}", Show(await ListAsync(stores.Model, key)), Show(await ListAsync(stores.Tested, key)));
                break;
        }
    }

    /// <summary>To be called after every step, so that no session goes and comes again unseen.</summary>
    public async Task LookAsync()
    {
        foreach (var key in _sure.ToArray())
        {
            if (!await IsThereAsync(key))
                _sure.Remove(key);
        }
    }

    private async Task EnterAsync(StateKey key)
    {
        await MakeSureAsync(key);
        var model = await stores.Model.EnterUserAsync(Of(key), key, Long, default);
        var tested = await stores.Tested.EnterUserAsync(Of(key), key, Long, default);
        Assert.Contains(tested, entry => entry.Session == key);
        await AddAsync(key);
        compare($"{Name(key)} enters its user", Show(model), Show(tested));
    }

    private async Task MoveAsync()
    {
        var from = random.Next(2);
        var (key, next) = (keys[from], keys[1 - from]);
        await MakeSureAsync(key);
        await MakeSureAsync(next);
        await stores.Model.MoveUserAsync(Of(key), key, next, Long, default);
        await stores.Tested.MoveUserAsync(Of(key), key, next, Long, default);
        await AddAsync(next);
        compare($"{Name(key)} moves to {Name(next)}", Show(await ListAsync(stores.Model, key)), Show(await ListAsync(stores.Tested, key)));
    }

    // That it is entered in both, or in neither.
    private async Task MakeSureAsync(StateKey key)
    {
        if (!_sure.Contains(key))
            await LeaveAsync(key);
    }

    private async Task LeaveAsync(StateKey key)
    {
        await stores.Model.LeaveUserAsync(Of(key), key, default);
        await stores.Tested.LeaveUserAsync(Of(key), key, default);
        _sure.Remove(key);
    }

    private async Task AddAsync(StateKey key)
    {
        if (await IsThereAsync(key))
            _sure.Add(key);
    }

    private async Task<bool> IsThereAsync(StateKey key) => await stores.Model.ReadAsync(key, default, default) is not ReadOutcome.Missing;

    private async Task<IReadOnlyList<UserEntry>> ListAsync(IPrimaryStore store, StateKey key) => await store.ListUserAsync(Of(key), default);

    private string Name(StateKey key) => $"session {Array.IndexOf(keys, key)}";

    // Places are compared with each other: which numbers they are is for the store to choose.
    private string Show(IReadOnlyList<UserEntry> entries)
    {
        var sure = entries.Where(entry => _sure.Contains(entry.Session)).ToArray();
        var places = sure.Select(entry => entry.Place).Distinct().Order().ToList();
        return string.Join(", ", sure.Select(entry => $"{Name(entry.Session)} at {places.IndexOf(entry.Place)} for {entry.Age}"));
    }
}
