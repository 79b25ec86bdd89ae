namespace Tidemark.Redis.Connection;

/// <summary>A reply belongs to another call. Nothing on that connection can be believed any more.</summary>
internal sealed class MixedReplyException() : Exception("The reply repeats the number of another call.");
