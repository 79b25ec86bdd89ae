using System.Collections.Concurrent;
using System.Numerics;
using System.Reflection;

namespace Tidemark.Graph.Schemas;

/// <summary>
/// Numbers of one type as numbers of another. An integer becomes any floating-point number, and a floating-point number a wider one, as in
/// C# without a cast. Every other way is open to values that come back the same: 300 is no byte, and 0.5 no integer.
/// </summary>
internal static class NumberConversion
{
    private static readonly Type[] Floating = [typeof(Half), typeof(float), typeof(double)];

    private static readonly HashSet<Type> Numbers =
    [
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(Int128), typeof(UInt128), typeof(BigInteger), typeof(decimal), .. Floating,
    ];

    private static readonly ConcurrentDictionary<(Type From, Type To), Func<object, object?>> Known = new();

    public static bool IsInteger(Type type) => Numbers.Contains(type) && type != typeof(decimal) && !Floating.Contains(type);

    public static bool AreNumbers(Type from, Type to) => Numbers.Contains(from) && Numbers.Contains(to);

    /// <summary>The number as one of another type; null if that type does not have it.</summary>
    public static object? Convert(object number, Type to) => Known.GetOrAdd((number.GetType(), to), static pair =>
        typeof(NumberConversion).GetMethod(nameof(Convert), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(pair.From, pair.To).CreateDelegate<Func<object, object?>>())(number);

    private static object? Convert<TFrom, TTo>(object number)
        where TFrom : INumberBase<TFrom>
        where TTo : INumberBase<TTo>
    {
        try
        {
            var from = (TFrom)number;
            var to = TTo.CreateChecked(from);
            return IsWidening(typeof(TFrom), typeof(TTo)) || TFrom.CreateChecked(to).Equals(from) ? to : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static bool IsWidening(Type from, Type to) =>
        Array.IndexOf(Floating, to) is >= 0 and var wide && (IsInteger(from) || (Array.IndexOf(Floating, from) is >= 0 and var narrow && narrow < wide));
}
