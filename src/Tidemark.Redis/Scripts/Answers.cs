namespace Tidemark.Redis.Scripts;

/// <summary>The first part of what a script on a session answers: of what sort the rest is. 0 is for <see cref="SessionScripts"/> alone.</summary>
internal static class Answers
{
    public const int Missing = 1;

    // Of acquire.
    public const int Held = 2;
    public const int Granted = 3;

    // Of commit.
    public const int Committed = 2;
    public const int Fenced = 3;
    public const int Misfit = 4;

    // Of read.
    public const int Same = 2;
    public const int Found = 3;

    // Of all others.
    public const int Done = 2;
    public const int Stays = 3;
}
