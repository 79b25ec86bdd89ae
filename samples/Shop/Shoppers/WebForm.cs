using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Shop.Shoppers;

/// <summary>A form as it stands on its page: where it goes, and its fields with the values they show.</summary>
internal sealed class WebForm
{
    private readonly Dictionary<string, string> _fields;

    private WebForm(string action, Dictionary<string, string> fields)
    {
        Action = action;
        _fields = fields;
    }

    public string Action { get; }

    public IReadOnlyDictionary<string, string> Fields => _fields;

    public static WebForm Of(IHtmlFormElement form, string page)
    {
        var fields = new Dictionary<string, string>();
        foreach (var input in form.QuerySelectorAll<IHtmlInputElement>("input[name]"))
        {
            if (input.Type is not ("radio" or "checkbox") || input.IsChecked)
                fields[input.Name!] = input.Value;
        }
        foreach (var area in form.QuerySelectorAll<IHtmlTextAreaElement>("textarea[name]"))
            fields[area.Name!] = area.Value;
        foreach (var select in form.QuerySelectorAll<IHtmlSelectElement>("select[name]"))
            fields[select.Name!] = select.Value ?? "";
        return new WebForm(form.GetAttribute("action") ?? page, fields);
    }

    /// <summary>Fills in one field.</summary>
    public WebForm With(string field, string value) => new(Action, new(_fields) { [field] = value });
}
