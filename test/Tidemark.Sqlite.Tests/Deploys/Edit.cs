namespace Tidemark.Sqlite.Tests.Deploys;

/// <summary>One change, as the code of each build makes it, and what it means. Changes that a build knows nothing of change something else there.</summary>
internal readonly record struct Edit(int Kind, int Value)
{
    public const int Kinds = 12;

    public async Task ApplyAsync(Session session, Truth truth, bool isNew)
    {
        if (isNew)
            await ApplyToNewAsync(session, truth.Made);
        else
            await ApplyToOldAsync(session, truth.Made);
        ApplyTo(truth, isNew);
    }

    private async Task ApplyToOldAsync(Session session, int number)
    {
        var cart = await session.GetOrCreateAsync(Old.CartKey, () => new Old.Cart());
        var taste = await session.GetOrCreateAsync(Old.TasteKey, () => new Old.Taste("", null));
        var at = cart.Lines.Count == 0 ? 0 : Value % cart.Lines.Count;
        switch (Kind)
        {
            case 0: cart.Customer = $"customer {Value}"; break;
            case 1: cart.Lines.Insert(at, new() { Sku = $"sku {number}", Qty = 1 }); break;
            case 2 when cart.Lines.Count > 0: cart.Lines.RemoveAt(at); break;
            case 3 when cart.Lines.Count > 0: cart.Lines[at].Qty = Value; break;
            case 4: cart.Lines.Reverse(); break;
            case 5: cart.Total = cart.Total with { Amount = Value }; break;
            case 6: cart.Favourite = cart.Lines.Count == 0 ? null : cart.Lines[at]; break;
            case 7: cart.Steps++; break;
            case 8: await session.SetAsync(Old.TasteKey, taste with { Theme = $"theme {Value}" }); break;
            case 9: cart.Lines = [.. cart.Lines.Skip(at), .. cart.Lines.Take(at)]; break;
            case 10 when cart.Lines.Count > 0: cart.Lines[at].Remark = $"remark {Value}"; cart.Referrer = $"from {Value}"; break;
            case 11:
                cart.Steps += Value;
                await session.SetAsync(Old.CartKey, cart);
                await session.SetAsync(Old.TasteKey, taste with { Sound = $"sound {Value}" });
                break;
        }
    }

    private async Task ApplyToNewAsync(Session session, int number)
    {
        var cart = await session.GetOrCreateAsync(New.CartKey, () => new New.Cart());
        var taste = await session.GetOrCreateAsync(New.TasteKey, () => new New.Taste("", null));
        var at = cart.Lines.Count == 0 ? 0 : Value % cart.Lines.Count;
        switch (Kind)
        {
            case 0: cart.Customer = $"customer {Value}"; break;
            case 1: cart.Lines.Insert(at, new() { Sku = $"sku {number}", Quantity = 1, Owner = cart }); break;
            case 2 when cart.Lines.Count > 0: cart.Lines.RemoveAt(at); break;
            case 3 when cart.Lines.Count > 0: cart.Lines[at].Quantity = Value; break;
            case 4: cart.Lines.Reverse(); break;
            case 5: cart.Total = cart.Total with { Amount = Value }; break;
            case 6: cart.Favourite = cart.Lines.Count == 0 ? null : cart.Lines[at]; break;
            case 7: cart.Steps++; break;
            case 8: await session.SetAsync(New.TasteKey, taste with { Theme = $"theme {Value}" }); break;
            case 9: cart.Lines = [.. cart.Lines.Skip(at), .. cart.Lines.Take(at)]; break;
            case 10 when cart.Lines.Count > 0: cart.Lines[at].Discount = Value; cart.Coupon = $"coupon {Value}"; break;
            case 11:
                cart.Steps += Value;
                cart.Total = cart.Total with { Currency = $"currency {Value}" };
                await session.SetAsync(New.CartKey, cart);
                await session.SetAsync(New.TasteKey, taste with { Font = $"font {Value}" });
                break;
        }
    }

    private void ApplyTo(Truth truth, bool isNew)
    {
        var at = truth.Lines.Count == 0 ? 0 : Value % truth.Lines.Count;
        switch (Kind)
        {
            case 0: truth.Customer = $"customer {Value}"; break;
            case 1: truth.Lines.Insert(at, new() { Sku = $"sku {truth.Made++}", Quantity = 1, IsOwned = isNew }); break;
            case 2 when truth.Lines.Count > 0: truth.Lines.RemoveAt(at); break;
            case 3 when truth.Lines.Count > 0: truth.Lines[at].Quantity = Value; break;
            case 4: truth.Lines.Reverse(); break;
            case 5: truth.Amount = Value; break;
            case 6: truth.Favourite = truth.Lines.Count == 0 ? null : truth.Lines[at]; break;
            case 7: truth.Steps++; break;
            case 8: truth.Theme = $"theme {Value}"; break;
            case 9: truth.Lines = [.. truth.Lines.Skip(at), .. truth.Lines.Take(at)]; break;
            case 10 when truth.Lines.Count > 0 && isNew: truth.Lines[at].Discount = Value; truth.Coupon = $"coupon {Value}"; break;
            case 10 when truth.Lines.Count > 0: truth.Lines[at].Remark = $"remark {Value}"; truth.Referrer = $"from {Value}"; break;
            case 11 when isNew: truth.Steps += Value; truth.Currency = $"currency {Value}"; truth.Font = $"font {Value}"; break;
            case 11: truth.Steps += Value; truth.Sound = $"sound {Value}"; break;
        }
    }
}
