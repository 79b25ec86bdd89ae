namespace Tidemark.Redis.Tests.Servers;

/// <summary>A server answered a command with an error.</summary>
public sealed class RedisErrorException(string command, string error) : Exception($"{command} was answered by: {error}")
{
    /// <summary>The error as the server wrote it.</summary>
    public string Error => error;

    /// <summary>Its first word, such as <c>MOVED</c>.</summary>
    public string Kind => error.Split(' ')[0];
}
