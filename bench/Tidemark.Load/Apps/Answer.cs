using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Tidemark.Load.Apps;

/// <summary>What every endpoint answers: a number as text.</summary>
internal static class Answer
{
    public static ContentHttpResult Of(int number) => TypedResults.Text(number.ToString(CultureInfo.InvariantCulture));
}
