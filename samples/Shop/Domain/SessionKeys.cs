using Shop.Checkout;
using Tidemark;

namespace Shop.Domain;

/// <summary>Everything the shop keeps in a session. Each key is declared once.</summary>
public static class SessionKeys
{
    public static readonly SessionKey<Cart> Cart = new("cart");
    public static readonly SessionKey<RecentlyViewed> RecentlyViewed = new("recently-viewed");
    public static readonly SessionKey<CheckoutWizard> Checkout = new("checkout");
    public static readonly SessionKey<GiftList> Gifts = new("gifts");
    public static readonly SessionKey<Visitor> Visitor = new("visitor");
    public static readonly SessionKey<OrderHistory> Orders = new("orders");
}
