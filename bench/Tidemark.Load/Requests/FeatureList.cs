using System.Collections;
using Microsoft.AspNetCore.Http.Features;

namespace Tidemark.Load.Requests;

/// <summary>The features of a request, one after the other. As Kestrel's it is used again for the next request, and a new feature allocates nothing.</summary>
internal sealed class FeatureList : IFeatureCollection
{
    private readonly KeyValuePair<Type, object>[] _features = new KeyValuePair<Type, object>[32];
    private int _count;

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    public object? this[Type key]
    {
        get => Find(key) is var at && at < _count ? _features[at].Value : null;
        set
        {
            Revision++;
            var at = Find(key);
            if (value is not null)
                _features[at < _count ? at : _count++] = KeyValuePair.Create(key, value);
            else if (at < _count)
                _features[at] = _features[--_count];
        }
    }

    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    public void Clear()
    {
        Revision++;
        Array.Clear(_features, 0, _count);
        _count = 0;
    }

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.Take(_count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Find(Type key)
    {
        var at = 0;
        while (at < _count && _features[at].Key != key)
            at++;
        return at;
    }
}
