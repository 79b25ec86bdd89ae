namespace Tidemark.Redis;

/// <summary>
/// Whether somebody follows the feed, as far as has been heard: records whose changes are marked say so, and scripts that were given a feed's key. While it
/// is not heard, keys of feeds are not named, and what would have to be marked is refused by the script and comes again with its key.
/// </summary>
internal sealed class FollowedFeed
{
    private volatile bool _isOn;

    public bool IsOn
    {
        get => _isOn;
        set => _isOn = value;
    }

    /// <summary>Whether a change has to name the feed's key. A record that comes to be cannot say whether its changes are marked.</summary>
    public bool IsNamed(ReadOnlySpan<byte> before, RecordChange change) => change.Record.IsEmpty || change.IsNews
        ? IsOn || !change.Record.IsEmpty && (before.IsEmpty || before[0] == TombstoneCodec.Format)
        : false;
}
