using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Shop.Shoppers;

/// <summary>A page as a browser has it: parsed, with its links and forms.</summary>
internal sealed class WebPage(string path, int node, HttpStatusCode status, string? redirect, string html)
{
    private static readonly HtmlParser Parser = new();

    private readonly Lazy<IHtmlDocument> _document = new(() => Parser.ParseDocument(html));

    public string Path => path;

    public int Node => node;

    public HttpStatusCode Status => status;

    public string? Redirect => redirect;

    public string Html => html;

    public IHtmlDocument Document => _document.Value;

    public IReadOnlyList<string> Links(string selector) =>
        [.. Document.QuerySelectorAll(selector).Select(link => link.GetAttribute("href")).OfType<string>()];

    public WebForm Form(string selector) =>
        TryForm(selector) ?? throw new ShopperException($"a form {selector} on {path}", "no such form");

    public WebForm? TryForm(string selector) =>
        Document.QuerySelector<IHtmlFormElement>(selector) is { } form ? WebForm.Of(form, path) : null;
}
