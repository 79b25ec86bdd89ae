namespace Tidemark.Graph.Tests.Models;

[SessionDerivedType(typeof(Employee))]
[SessionDerivedType(typeof(Customer))]
public abstract class Person(string name)
{
    private readonly Guid _id = Guid.NewGuid();
    private int _visits;

    public string Name { get; init; } = name;

    public Guid Id => _id;

    public int Visits => _visits;

    public void Visit() => _visits++;
}

public class Customer(string name, string segment) : Person(name)
{
    // The same name as in the base class: two members, not one.
    private int _visits = 100;

    public string Segment => segment;

    public int OwnVisits => _visits;

    public required Address Home { get; init; }

    public Person? Adviser { get; set; }

    public void VisitBoth()
    {
        Visit();
        _visits++;
    }
}

public sealed class Employee(string name) : Person(name)
{
    public List<Person> Looks { get; } = [];
}

public sealed record Address(string Street, int Number)
{
    public string? Addition { get; init; }
}

public readonly record struct Money(decimal Amount, string Currency);

public struct Box<T>
{
    public T Content;
    public int Count;
}

public sealed class Page<T>(T first)
{
    private readonly T _first = first;

    public T First => _first;

    public Box<T> Box { get; set; }
}

[SessionDerivedType(typeof(CardPayment))]
[SessionDerivedType(typeof(InvoicePayment))]
public interface IPayment
{
    Money Amount { get; }
}

public sealed class CardPayment : IPayment
{
    public Money Amount { get; set; }

    public string LastDigits { get; set; } = "";
}

public sealed record InvoicePayment(Money Amount, Address To) : IPayment;

public sealed class CashPayment : IPayment
{
    public Money Amount { get; set; }
}

public sealed class Order
{
    public IPayment? Payment { get; set; }

    public object? Anything { get; set; }

    public List<object?> Things { get; } = [];
}

public sealed class Observed
{
    [SessionIgnore]
    public int Ignored { get; set; }

    [NonSerialized]
    public int Skipped;

    public int Kept { get; set; }

    public event EventHandler? Changed;

    [field: SessionIgnore]
    public event EventHandler? Free;

    public void Raise()
    {
        Changed?.Invoke(this, EventArgs.Empty);
        Free?.Invoke(this, EventArgs.Empty);
    }
}
