using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore;

/// <summary>
/// What a browser says of how a request came about (the headers <c>Sec-Fetch-*</c>). No script can set them. Clients that say nothing, such as other servers
/// and browsers that do not trust the connection, are believed to have sent what they have.
/// </summary>
internal static class FetchMetadata
{
    private const string Navigate = "navigate";
    private const string Document = "document";

    /// <summary>Whether the user goes to a page with it, now and in a window of its own: a document by GET that is not fetched in advance.</summary>
    public static bool IsVisit(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && Mode(request) == Navigate
        && Destination(request) == Document
        && request.Headers["Sec-Purpose"].Count == 0;

    /// <summary>
    /// Whether the request comes from another site, and is no visit of the user: then browsers send no cookie along that is SameSite, be it only Lax. That
    /// there is none says nothing of whether the client has one.
    /// </summary>
    public static bool WithholdsCookies(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] == "cross-site"
        && (IsUnsafe(request.Method) || Mode(request) is not (Navigate or null) || Destination(request) is not (Document or null));

    private static bool IsUnsafe(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method) && !HttpMethods.IsTrace(method);

    private static string? Mode(HttpRequest request) => request.Headers["Sec-Fetch-Mode"];

    private static string? Destination(HttpRequest request) => request.Headers["Sec-Fetch-Dest"];
}
