using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.ComponentModel;
using System.Runtime.Serialization;

namespace Tidemark.Graph.Tests.Shapes;

/// <summary>Handlers of events, which are left out of the bytes where a method that is called after reading subscribes again.</summary>
public sealed class SubscriberTests
{
    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void A_cart_that_listens_to_its_own_lines_listens_again_after_a_read()
    {
        var plan = _serializer.PlanOf<ListeningCart>();
        var cart = new ListeningCart();
        cart.Lines.Add(3);
        var bytes = plan.Encode(cart);
        Assert.True(plan.IsSame(cart, bytes));

        var copy = plan.Decode(bytes);
        copy.Lines.Add(4);
        copy.Rename("other");

        Assert.Equal(7, copy.Total);
        Assert.Equal(["other"], copy.Renamed);
        Assert.Equal(1, copy.Gate.CurrentCount);
        Assert.Equal(3, cart.Total);
    }

    [Fact]
    public void A_handler_of_a_class_without_such_a_method_is_refused_and_named()
    {
        var plan = _serializer.PlanOf<ObservableCollection<int>>();
        var observed = new ObservableCollection<int>();
        observed.CollectionChanged += new Stranger().Look;

        var refused = Assert.Throws<GraphException>(() => plan.Encode(observed));

        Assert.Contains("an event handler of Stranger", refused.Message);
        Assert.Contains("in a method of Stranger marked [OnDeserialized]", refused.Message);
    }

    [Fact]
    public void A_delegate_is_told_that_handlers_are_left_out_only_where_it_is_a_handler()
    {
        var handled = Assert.Throws<GraphException>(() => _serializer.PlanOf<LibrarySubject>().Encode(Followed()));
        Assert.Contains("marked [OnDeserialized]. Handlers of a class that has such a method are left out by themselves.", handled.Message);

        IsNoHandler<Action>(() => { });
        IsNoHandler<Action<string>>(_ => { });
        IsNoHandler<Func<object, EventArgs, int>>((_, _) => 1);
        IsNoHandler<Action<string, EventArgs>>((_, _) => { });

        static LibrarySubject Followed()
        {
            var subject = new LibrarySubject();
            subject.PropertyChanged += new Stranger().Look;
            return subject;
        }
    }

    [Fact]
    public void An_event_of_a_class_that_is_not_yours_needs_no_attribute_if_you_subscribe_again()
    {
        var plan = _serializer.PlanOf<Follower>();
        var follower = new Follower();
        var bytes = plan.Encode(follower);

        var copy = plan.Decode(bytes);
        copy.Subject.Raise();

        Assert.Equal(1, copy.Seen);
        Assert.True(plan.IsSame(follower, bytes));
        follower.Subject.PropertyChanged += new Stranger().Look;
        Assert.Equal("Subject.PropertyChanged", Assert.Throws<GraphException>(() => plan.Encode(follower)).Path);
    }

    private void IsNoHandler<T>(T call) where T : Delegate
    {
        var refused = Assert.Throws<GraphException>(() => _serializer.PlanOf<Tuple<T>>().Encode(Tuple.Create(call)));
        Assert.Contains("A delegate is code, not state", refused.Message);
        Assert.DoesNotContain("left out", refused.Message);
    }

    public sealed class ListeningCart
    {
        public ListeningCart() => Listen();

        public ObservableCollection<int> Lines { get; } = [];

        [SessionIgnore]
        public SemaphoreSlim Gate { get; private set; } = new(1);

        [SessionIgnore]
        public List<string> Renamed { get; private set; } = [];

        [field: SessionIgnore]
        public event Action<string>? OnRename;

        public int Total { get; private set; }

        public void Rename(string name) => OnRename?.Invoke(name);

        [OnDeserialized]
        private void AfterReading(StreamingContext context)
        {
            (Gate, Renamed) = (new(1), []);
            Listen();
        }

        private void Listen()
        {
            Lines.CollectionChanged += Changed;
            OnRename += Renamed.Add;
        }

        private void Changed(object? sender, NotifyCollectionChangedEventArgs e) => Total += (int)e.NewItems![0]!;
    }

    public sealed class Stranger
    {
        public void Look(object? sender, EventArgs e)
        {
        }
    }

    public class LibrarySubject : INotifyPropertyChanged
    {
        public event PropertyChangedEventHandler? PropertyChanged;

        public void Raise() => PropertyChanged?.Invoke(this, new PropertyChangedEventArgs("Any"));
    }

    public sealed class Follower
    {
        public Follower()
        {
            var step = 5;
            Subject.PropertyChanged += Look;
            Subject.PropertyChanged += (_, _) => Seen += step;
        }

        public LibrarySubject Subject { get; } = new();

        public int Seen { get; set; }

        [OnDeserialized]
        private void Follow() => Subject.PropertyChanged += Look;

        private void Look(object? sender, PropertyChangedEventArgs e) => Seen++;
    }
}
