using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Shop.Domain;
using Tidemark;

namespace Shop.Pages;

public sealed class GiftsModel(Session session) : PageModel
{
    public GiftList Gifts { get; private set; } = new();

    public async Task OnGetAsync() => Gifts = await session.GetAsync(SessionKeys.Gifts) ?? new GiftList();

    public Task<IActionResult> OnPostPlanAsync(string friend, string idea) =>
        ChangeAsync(gifts => gifts.FriendNamed(friend).Plan(idea));

    public Task<IActionResult> OnPostPairAsync(string one, string other) =>
        ChangeAsync(gifts => gifts.FriendNamed(one).PairWith(gifts.FriendNamed(other)));

    public Task<IActionResult> OnPostBuyAsync(string friend, int place) =>
        ChangeAsync(gifts => gifts.FriendNamed(friend).Gifts[place].IsBought = true);

    private async Task<IActionResult> ChangeAsync(Action<GiftList> change)
    {
        if (ModelState.IsValid)
            change(await session.GetOrCreateAsync(SessionKeys.Gifts, () => new GiftList()));
        return RedirectToPage();
    }
}
