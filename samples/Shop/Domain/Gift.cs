namespace Shop.Domain;

public sealed class Gift(string idea, Friend plannedFor)
{
    public string Idea { get; } = idea;

    public Friend PlannedFor { get; } = plannedFor;

    public bool IsBought { get; set; }
}
