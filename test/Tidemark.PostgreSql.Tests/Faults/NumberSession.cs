namespace Tidemark.PostgreSql.Tests.Faults;

/// <summary>Sessions with a list of numbers, by which tests see what was kept.</summary>
internal static class NumberSession
{
    private static readonly SessionKey<List<int>> Numbers = new("numbers");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<SessionId> BeginAsync(this SessionManager node)
    {
        await using var session = node.Create();
        await session.SetAsync(Numbers, [], Stop);
        await session.CompleteAsync(Stop);
        return session.Id;
    }

    /// <summary>Appends a number, unless it is there already. Whether that is acknowledged.</summary>
    public static async Task<bool> AppendAsync(this SessionManager node, SessionId id, int number)
    {
        try
        {
            await using var session = await node.OpenAsync(id, SessionAccess.Exclusive, "append", Stop);
            var numbers = await session!.GetAsync(Numbers, Stop);
            if (!numbers!.Contains(number))
                numbers.Add(number);
            await session.CompleteAsync(Stop);
            return true;
        }
        catch (SessionException)
        {
            return false;
        }
    }

    /// <summary>Reads the numbers, as soon as that can be done.</summary>
    public static async Task<List<int>> ReadAsync(this SessionManager node, SessionId id)
    {
        List<int>? numbers = null;
        await Patience.UntilAsync("it can be read", async () =>
        {
            try
            {
                await using var session = await node.OpenAsync(id, SessionAccess.ReadOnly, "read", Stop);
                numbers = session!.Read(Numbers);
                return true;
            }
            catch (SessionException)
            {
                return false;
            }
        });
        return numbers!;
    }
}
