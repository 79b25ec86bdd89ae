namespace Shop.Domain;

/// <summary>Gift ideas for friends. Friends point to friends and gifts to friends; a couple shares one and the same gift.</summary>
public sealed class GiftList
{
    private readonly Dictionary<string, Friend> _friends = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<Friend> Friends => _friends.Values;

    public Friend FriendNamed(string name)
    {
        if (!_friends.TryGetValue(name, out var friend))
            _friends[name] = friend = new Friend(name);
        return friend;
    }
}
