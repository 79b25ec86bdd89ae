using Microsoft.Extensions.Logging;

namespace Tidemark.Stores;

/// <summary>What a store passes over.</summary>
internal static partial class RecordLog
{
    [LoggerMessage(112, LogLevel.Warning, "A record is passed over that cannot be read")]
    public static partial void PassedOver(this ILogger log, Exception cause);
}
