using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// An immutable collection that is handed out before it can be made, because its keys are not complete: an empty shell of its class,
/// which gets the fields of the real one at the end. Only for sealed classes.
/// </summary>
internal static class Promise
{
    public static T Make<T>() where T : class => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));

    public static void Keep<T>(T promised, T made) where T : class
    {
        foreach (var field in typeof(T).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            field.SetValue(promised, field.GetValue(made));
    }
}
