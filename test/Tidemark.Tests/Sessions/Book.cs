using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.Tests.Sessions;

/// <summary>A value so large that a small change of it is worth a patch.</summary>
internal sealed class Book
{
    public static readonly SessionKey<Book> Key = new("book");

    public List<string> Pages { get; } = [];

    public int Opened { get; set; }

    public static Book Of(int pages)
    {
        var book = new Book();
        for (var page = 0; page < pages; page++)
            book.Pages.Add($"page {page}: it was a dark and stormy night, the rain fell in torrents {page * 7919}");
        return book;
    }

    public override string ToString() => $"{Opened}: {string.Join('|', Pages)}";

    /// <summary>What the store's chain comes to, put together without the code under test.</summary>
    public static Book? In(PrimaryState? state)
    {
        if (state?.Changed.SingleOrDefault(attribute => attribute.Name == Key.Name) is not { } attribute)
            return null;
        var bytes = Patch.ApplyAll(attribute.Base!.Bytes.Span, [.. attribute.Patches.Select(patch => Patch.Read(patch.Bytes, 1 << 20))]);
        return new GraphSerializer().PlanOf<Book>().Decode(bytes);
    }
}
