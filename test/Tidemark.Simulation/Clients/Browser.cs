namespace Tidemark.Simulation.Clients;

/// <summary>One user: all requests with this browser send the same cookie.</summary>
internal sealed class Browser(int number)
{
    private int _families;

    public SessionId? Cookie { get; private set; }

    /// <summary>What all values of the session begin with. A new id is still the same family; a new session is not.</summary>
    public string Family { get; private set; } = "";

    public string NewFamily() => $"b{number}f{++_families}";

    /// <summary>The answer to a request carried a cookie. One that was sent with another cookie comes too late.</summary>
    public void Receive(SessionId? sent, SessionId? received, string family)
    {
        if (Cookie == sent)
            (Cookie, Family) = (received, family);
    }
}
