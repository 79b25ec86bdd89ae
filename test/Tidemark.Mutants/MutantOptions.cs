using System.Globalization;

namespace Tidemark.Mutants;

/// <summary><c>[--seed N] [--count N] [--only folder]</c></summary>
/// <param name="Seed">Chooses the faults; the same seed chooses the same ones of the same source.</param>
/// <param name="Count">How many.</param>
/// <param name="Only">The folder of <c>src</c>, or the beginning of the path of a file, that they are planted in; empty for all.</param>
internal sealed record MutantOptions(int Seed, int Count, string Only)
{
    /// <exception cref="ArgumentException">There is no such option, or it has no such value.</exception>
    public static MutantOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new MutantOptions(Random.Shared.Next(1, 1_000_000), 15, "");
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} needs a value.");
            options = arguments[i] switch
            {
                "--seed" => options with { Seed = Number(value) },
                "--count" => options with { Count = Number(value) },
                "--only" => options with { Only = value.Replace('\\', '/').TrimStart('.', '/') },
                var other => throw new ArgumentException($"There is no option {other}. Use --seed N, --count N, --only FOLDER."),
            };
        }

        return options;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new ArgumentException($"{text} is no number from 1.");
}
