using System.ComponentModel.DataAnnotations;

namespace Shop.Checkout;

public sealed class AddressStep(CheckoutWizard wizard) : CheckoutStep(wizard)
{
    [Required, StringLength(80), Display(Name = "Full name")]
    public string FullName { get; set; } = "";

    [Required, StringLength(120)]
    public string Street { get; set; } = "";

    [Required, StringLength(12), Display(Name = "Post code")]
    public string PostCode { get; set; } = "";

    [Required, StringLength(80)]
    public string City { get; set; } = "";

    public override string Title => "Address";

    public override bool IsComplete => FullName is not "" && Street is not "" && PostCode is not "" && City is not "";
}
