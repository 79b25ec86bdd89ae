using System.Globalization;

namespace Tidemark.Graph.Tests.Codecs;

/// <summary>Only the name of a culture is kept, so that one which is more than its name must not be taken for it.</summary>
public sealed class CustomCultureTests
{
    private static readonly Dictionary<string, Action<CultureInfo>> Changes = new()
    {
        ["a text of numbers"] = culture => culture.NumberFormat.CurrencySymbol = "X",
        ["a number of numbers"] = culture => culture.NumberFormat.NumberDecimalDigits = 7,
        ["the sizes of groups"] = culture => culture.NumberFormat.NumberGroupSizes = [2, 3],
        ["the digits"] = culture => culture.NumberFormat.NativeDigits = [.. Enumerable.Range(0x660, 10).Select(digit => $"{(char)digit}")],
        ["other numbers"] = culture => culture.NumberFormat = CultureInfo.GetCultureInfo("ja-JP").NumberFormat,
        ["a pattern of dates"] = culture => culture.DateTimeFormat.ShortDatePattern = "yyyy/dd",
        ["a pattern that is parsed only"] =
            culture => culture.DateTimeFormat.SetAllDateTimePatterns([culture.DateTimeFormat.ShortDatePattern, "dd'x'MM"], 'd'),
        ["the names of months"] = culture => culture.DateTimeFormat.MonthNames = [.. Enumerable.Range(1, 13).Select(month => $"m{month}")],
        ["the first day"] = culture => culture.DateTimeFormat.FirstDayOfWeek = DayOfWeek.Wednesday,
        ["other dates"] = culture => culture.DateTimeFormat = new DateTimeFormatInfo(),
        ["the century of dates"] = culture => culture.DateTimeFormat.Calendar.TwoDigitYearMax = 1999,
        ["the kind of calendar"] = culture => ((GregorianCalendar)culture.DateTimeFormat.Calendar).CalendarType = GregorianCalendarTypes.USEnglish,
        ["the century of the calendar"] = culture => culture.Calendar.TwoDigitYearMax = 1999,
        ["the separator of lists"] = culture => culture.TextInfo.ListSeparator = "|",
    };

    private readonly GraphPlan<Shop> _plan = new GraphSerializer().PlanOf<Shop>();

    public static TheoryData<string> Names => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_changed_culture_is_refused_by_path_with_the_remedy(string change)
    {
        var shop = new Shop { Cultures = { new CultureInfo("de-DE"), new CultureInfo("ar-SA") } };
        var baseline = _plan.Encode(shop);
        Changes[change](shop.Cultures[0]);

        foreach (var walk in new Action[] { () => _plan.Encode(shop), () => _plan.Compare(shop, baseline), () => _plan.IsSame(shop, baseline) })
        {
            var refused = Assert.Throws<GraphException>(walk);

            Assert.Equal("Cultures[0]", refused.Path);
            Assert.Contains("'de-DE'", refused.Message);
            Assert.Contains("Keep the name and what is changed of it in members of your own", refused.Message);
            Assert.Contains("[SessionIgnore]", refused.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_changed_culture_is_refused_even_when_nobody_can_change_it_any_more(string change)
    {
        var culture = new CultureInfo("de-DE");
        Changes[change](culture);
        var shop = new Shop { Cultures = { CultureInfo.ReadOnly(culture) } };

        Assert.Equal("Cultures[0]", Assert.Throws<GraphException>(() => _plan.Encode(shop)).Path);
        Assert.Equal("Cultures[0]", Assert.Throws<GraphException>(() => _plan.Encode(shop)).Path);
    }

    [Fact]
    public void A_culture_of_the_framework_costs_no_memory_to_compare()
    {
        var shop = new Shop { Cultures = { CultureInfo.GetCultureInfo("de-DE"), CultureInfo.ReadOnly(new CultureInfo("fr-FR")) } };
        foreach (var used in shop.Cultures)
            _ = 1.5.ToString("C", used);
        var baseline = _plan.Encode(shop);
        Assert.True(_plan.IsSame(shop, baseline));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var isSame = _plan.IsSame(shop, baseline);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(isSame);
    }

    [Fact]
    public void A_culture_that_was_only_used_is_kept_whatever_its_name()
    {
        foreach (var name in CultureInfo.GetCultures(CultureTypes.AllCultures).Select(culture => culture.Name))
        {
            var culture = new CultureInfo(name);
            var shop = new Shop { Cultures = { culture, (CultureInfo)CultureInfo.GetCultureInfo(name).Clone(), CultureInfo.GetCultureInfo(name) } };
            var baseline = _plan.Encode(shop);
            foreach (var used in shop.Cultures)
                _ = string.Create(used, $"{1.5:C} {new DateTime(2026, 11, 29):D} {used.TextInfo.ToTitleCase("a")} {used.Calendar.TwoDigitYearMax}");

            Assert.True(_plan.IsSame(shop, baseline), name);
            Assert.Equal(baseline, _plan.Encode(shop));
        }
    }

    public sealed class Shop
    {
        public List<CultureInfo> Cultures { get; } = [];
    }
}
