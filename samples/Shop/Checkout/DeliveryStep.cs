namespace Shop.Checkout;

public sealed class DeliveryStep(CheckoutWizard wizard) : CheckoutStep(wizard)
{
    private readonly Dictionary<int, GiftWrapping> _wrappings = [];

    public DeliverySlot? Slot { get; set; }

    /// <summary>The wrapping of each cart line that gets one, by product.</summary>
    public IReadOnlyDictionary<int, GiftWrapping> Wrappings => _wrappings;

    public decimal WrappingCost => _wrappings.Count * GiftWrapping.Cost;

    public override string Title => "Delivery";

    public override bool IsComplete => Slot is not null;

    public GiftWrapping? WrappingOf(int productId) => _wrappings.GetValueOrDefault(productId);

    public void Wrap(int productId, WrappingPaper paper, string message)
    {
        if (paper == WrappingPaper.None)
            _wrappings.Remove(productId);
        else if (_wrappings.TryGetValue(productId, out var wrapping))
            (wrapping.Paper, wrapping.Message) = (paper, message);
        else
            _wrappings[productId] = new GiftWrapping { Paper = paper, Message = message };
    }

    public void KeepOnly(IEnumerable<int> productIds)
    {
        foreach (var gone in _wrappings.Keys.Except(productIds).ToList())
            _wrappings.Remove(gone);
    }
}
