using System.Text.Json.Serialization;

namespace Shop.Shoppers;

/// <summary>How a shopper's requests spread over the app servers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ServerChoice>))]
internal enum ServerChoice
{
    /// <summary>Each at another server than the one before, drawn at random; sometimes several at once.</summary>
    Mixed,

    /// <summary>All at one server, as long as it answers; sometimes several at once.</summary>
    Sticky,

    /// <summary>Each at the next server, when the one before has been answered.</summary>
    RoundRobin,
}
