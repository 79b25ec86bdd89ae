using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Shop.Shoppers;

/// <summary>
/// What a page shows of a shopper's state. An element with <c>data-fact</c> shows one fact; an element with <c>data-complete</c>
/// says that the page shows every fact whose name begins so.
/// </summary>
internal sealed class PageFacts
{
    private readonly SortedDictionary<string, string> _facts = new(StringComparer.Ordinal);
    private readonly List<string> _complete;

    public PageFacts(WebPage page)
    {
        foreach (var element in page.Document.QuerySelectorAll("[data-fact]"))
        {
            var name = element.GetAttribute("data-fact")!;
            if (element is not IHtmlInputElement { Type: "radio" } radio)
                _facts[name] = ValueOf(element);
            else if (radio.IsChecked || !_facts.ContainsKey(name))
                _facts[name] = radio.IsChecked ? radio.Value : "";
        }
        _complete = [.. page.Document.QuerySelectorAll("[data-complete]").Select(element => element.GetAttribute("data-complete")!)];
    }

    public int Count => _facts.Count;

    public string? this[string name] => _facts.GetValueOrDefault(name);

    /// <summary>The first difference between what the page shows and what it should show; null if there is none.</summary>
    public (string Expected, string Seen)? Against(IReadOnlyDictionary<string, string> expected)
    {
        foreach (var (name, seen) in _facts)
        {
            var should = expected.GetValueOrDefault(name, "nothing");
            if (should != seen)
                return ($"{name} = {should}", seen);
        }
        var missing = expected.FirstOrDefault(fact => !_facts.ContainsKey(fact.Key) && _complete.Exists(fact.Key.StartsWith));
        return missing.Key is null ? null : ($"{missing.Key} = {missing.Value}", "nothing");
    }

    private static string ValueOf(IElement element) => element switch
    {
        _ when element.GetAttribute("data-value") is { } value => value,
        IHtmlInputElement input => input.Value,
        IHtmlTextAreaElement area => area.Value,
        IHtmlSelectElement select => select.Value ?? "",
        _ => element.TextContent.Trim(),
    };
}
