using FsCheck;
using FsCheck.Fluent;
using Tidemark.Graph.Forms;
using Tidemark.Graph.Schemas;

namespace Tidemark.Graph.Tests.Schemas;

/// <summary>The laws of sessions that are shared by two builds, over random carts and random edits.</summary>
public sealed class DeployLaws
{
    private static readonly GraphPlan<First.Cart> Old = Builds.PlanOf<First.Cart>();
    private static readonly GraphPlan<Second.Cart> New = Builds.PlanOf<Second.Cart>();

    [Fact]
    public void What_the_old_build_did_not_touch_is_what_it_was() => Check(instructions =>
    {
        var cart = Make(instructions);
        var payload = New.Encode(cart);
        var translation = Old.Translate(payload, New.Schema);

        var (written, schema) = translation.Encode(translation.Value);
        var back = New.Translate(written, schema);

        return New.IsSame(cart, back.Baseline.Span) && New.IsSame(back.Value, payload);
    });

    [Fact]
    public void An_edit_of_the_old_build_is_the_same_edit_in_the_new_one() => Check(instructions =>
    {
        var cart = Make(instructions.Skip(3).ToArray());
        var (translation, lines) = (Old.Translate(New.Encode(cart), New.Schema), cart.Lines.ToArray());
        foreach (var instruction in instructions.Take(3))
        {
            Edit(translation.Value, instruction);
            Edit(cart, instruction);
        }

        // A line that the old build changed and then took out of all that it knows is stored as it was, if the new build has it as a gift.
        if (lines.Any(line => cart.Gifts?.Contains(line) is true && !IsHeld(cart, line)))
            return true;
        var (written, schema) = translation.Encode(translation.Value);

        return New.IsSame(New.Translate(written, GraphSchema.Parse(schema.Bytes.Span)).Value, New.Encode(cart));
    });

    [Fact]
    public void Edits_that_are_written_one_by_one_are_the_same_edits_in_the_new_build() => Check(instructions =>
    {
        var cart = Make(instructions.Skip(4).ToArray());
        var translation = Old.Translate(New.Encode(cart), New.Schema);
        var old = translation.Value;
        foreach (var instruction in instructions.Take(4))
        {
            Edit(old, instruction);
            Edit(cart, instruction);
            var (written, schema) = translation.Encode(old, out translation);
            if (!Old.IsSame(old, translation.Baseline.Span) || !New.IsSame(New.Translate(written, schema).Value, New.Encode(cart)))
                return false;
        }

        return true;
    });

    [Fact]
    public void What_the_old_build_did_not_have_is_what_it_is_in_a_new_instance() => Check(instructions =>
    {
        var cart = Make(instructions);
        var stored = Old.Encode(Old.Translate(New.Encode(cart), New.Schema).Value);
        foreach (var line in cart.Lines.Concat(cart.ByName.Values).Append(cart.Favourite).Where(line => line is not null))
            (line!.Discount, line.Owner, line.Origin, line.Before) = (0, null, null, Second.State.Submitted);
        (cart.Coupon, cart.Gifts, cart.Tags, cart.Limit) = (null, null, ["new"], 5);
        cart.Total = cart.Total with { Currency = null };
        cart.Notes = [.. cart.Notes.Select(note => note with { Stars = 0 })];
        if (cart.Payment is Second.Card card)
            (card.Bank, card.Due) = (null, null);

        var read = New.Translate(stored, Old.Schema);

        return New.IsSame(read.Value, New.Encode(cart)) && read.UnsetMembers.Count == 0;
    });

    [Fact]
    public void An_unchanged_translation_is_the_same_as_its_baseline() => Check(instructions =>
    {
        var translation = Old.Translate(New.Encode(Make(instructions)), New.Schema);
        return Old.IsSame(translation.Value, translation.Baseline.Span);
    });

    [Fact]
    public void A_third_build_in_between_loses_nothing() => Check(instructions =>
    {
        var cart = Make(instructions);
        var first = Old.Translate(New.Encode(cart), New.Schema);
        var (written, merged) = first.Encode(first.Value);
        var second = Old.Translate(written, merged);
        var (again, schema) = second.Encode(second.Value);
        return schema.Fingerprint == merged.Fingerprint && again.AsSpan().SequenceEqual(written);
    });

    [Fact]
    public void Damaged_payloads_of_another_build_end_in_a_graph_or_a_typed_error()
    {
        var random = new Random(Environment.TickCount);
        var payload = New.Encode(DeployTests.NewCart());
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = Hostile.Mutation.Of(payload, payload, random);
            if (damaged.Length >= 10)
                payload.AsSpan(0, 10).CopyTo(damaged);
            try
            {
                var translation = Old.Translate(damaged, New.Schema);
                translation.Encode(translation.Value);
            }
            catch (GraphFormatException)
            {
            }
        }
    }

    [Fact]
    public void Damaged_schemas_of_another_build_end_in_a_graph_or_a_typed_error()
    {
        var random = new Random(Environment.TickCount);
        var payload = New.Encode(DeployTests.NewCart());
        var (read, refused) = (0, 0);
        for (var i = 0; i < 40_000; i++)
        {
            try
            {
                var writer = GraphSchema.Parse(SchemaBytes.Write(New.Schema.Root, Damage(New.Schema.Scope.Definitions.Values, random)));
                var damaged = random.Next(2) == 0 ? payload : Hostile.Mutation.Of(payload, payload, random);
                if (damaged.Length >= 10)
                    payload.AsSpan(0, 10).CopyTo(damaged);
                if (damaged.Length >= 10)
                    BitConverter.TryWriteBytes(damaged.AsSpan(2), writer.Fingerprint);
                var translation = Old.Translate(damaged, writer);
                translation.Encode(translation.Value);
                read++;
            }
            catch (GraphFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(read, 100, 40_000);
        Assert.InRange(refused, 100, 40_000);
    }

    // Schemas that can be parsed, or nearly, and say something else.
    private static List<Definition> Damage(IEnumerable<Definition> definitions, Random random)
    {
        var damaged = definitions.ToList();
        string[] types =
        [
            .. damaged.Select(definition => definition.Name), .. damaged.SelectMany(definition => definition.Members).Select(member => member.Type),
            "System.Object", "System.Int64", "System.Object[]", "System.Nullable`1[System.Int32]", "System.Collections.Immutable.ImmutableList`1[Shop.Line]",
            "System.Collections.ObjectModel.ReadOnlyCollection`1[Shop.Line]", "System.Collections.Generic.HashSet`1[Shop.Line]", "System.ArraySegment`1[Shop.Line]",
        ];
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(damaged.Count);
            var (definition, members) = (damaged[at], damaged[at].Members.ToList());
            switch (random.Next(5))
            {
                case 0: definition = definition with { Kind = (DefinitionKind)random.Next(1, 7), Part = types[random.Next(types.Length)] }; break;
                case 1: definition = definition with { Traits = (DefinitionTraits)random.Next(4) }; break;
                case 2: definition = definition with { Part = types[random.Next(types.Length)] }; break;
                case 3 when members.Count > 0: members.RemoveAt(random.Next(members.Count)); break;
                case 4 when members.Count > 0: members[random.Next(members.Count)] = new($"M{random.Next(9)}", types[random.Next(types.Length)]); break;
            }

            damaged[at] = definition with
            {
                Members = members,
                Part = definition.Kind is DefinitionKind.Enum or DefinitionKind.Derived ? definition.Part : "",
                EnumMembers = definition.Kind == DefinitionKind.Enum && EnumNumber.IsNumber(definition.Part) ? definition.EnumMembers : [],
            };
        }

        return damaged;
    }

    private static Second.Cart Make(int[] instructions)
    {
        var cart = DeployTests.NewCart();
        foreach (var instruction in instructions)
        {
            var bits = unchecked((uint)instruction * 2654435761);
            var value = (int)(bits >> 16) % 100;
            var line = cart.Lines[value % cart.Lines.Count];
            switch (bits % 10)
            {
                case 0: cart.Lines.Add(new() { Sku = $"sku {value}", Quantity = value, Discount = value / 10m, Owner = cart }); break;
                case 1: cart.Lines.Add(line); break;
                case 2: cart.Favourite = value % 3 == 0 ? null : line; break;
                case 3: cart.ByName[$"key {value % 7}"] = line; break;
                case 4: cart.Gifts = value % 4 == 0 ? null : [line, new() { Sku = $"gift {value}" }]; break;
                case 5: cart.Notes.Add(new($"note {value}", value)); break;
                case 6: line.Origin = value % 3 == 0 ? null : new($"country {value}", (DayOfWeek)(value % 7)); break;
                case 7 when value % 3 == 0: (line.State, line.Before) = ((Second.State)(1 + (value % 2)), (Second.State)(value % 4)); break;
                case 7: line.Owner = value % 2 == 0 ? null : cart; break;
                case 8: cart.Payment = value % 3 == 0 ? null : new Second.Card { Bank = $"bank {value}", Due = new DateOnly(2026, 1, 1).AddDays(value) }; break;
                case 9 when value % 2 == 0: (cart.Limit, cart.Tags) = (value, [.. cart.Tags, $"tag {value}"]); break;
                default: cart.Total = new() { Amount = value, Currency = value % 2 == 0 ? null : "EUR" }; break;
            }
        }

        return cart;
    }

    private static bool IsHeld(Second.Cart cart, Second.Line line) =>
        cart.Lines.Contains(line) || cart.Favourite == line || cart.ByName.ContainsValue(line);

    private static void Edit(First.Cart cart, int instruction)
    {
        var (kind, value) = Split(instruction);
        var at = value % cart.Lines.Count;
        switch (kind)
        {
            case 0 when value % 2 == 0: cart.Lines[at].State = value % 3 == 0 ? First.State.Gone : First.State.Paid; break;
            case 0: cart.Lines[at].Qty = value; break;
            case 1: cart.Lines.Insert(at, new() { Sku = "inserted" }); break;
            case 2 when cart.Lines.Count > 1: cart.Lines.RemoveAt(at); break;
            case 3: cart.Lines.Reverse(); break;
            case 4: cart.Favourite = cart.Lines[at]; break;
            case 5: cart.ByName.Remove($"key {value % 7}"); break;
            case 6: cart.Lines = [.. cart.Lines.Skip(1), cart.Lines[0]]; break;
            case 7: cart.Total = cart.Total with { Amount = value }; break;
            default: cart.Customer = $"customer {value}"; break;
        }
    }

    private static void Edit(Second.Cart cart, int instruction)
    {
        var (kind, value) = Split(instruction);
        var at = value % cart.Lines.Count;
        switch (kind)
        {
            case 0 when value % 2 == 0: cart.Lines[at].State = value % 3 == 0 ? Second.State.Gone : Second.State.Paid; break;
            case 0: cart.Lines[at].Quantity = value; break;
            case 1: cart.Lines.Insert(at, new() { Sku = "inserted" }); break;
            case 2 when cart.Lines.Count > 1: cart.Lines.RemoveAt(at); break;
            case 3: cart.Lines.Reverse(); break;
            case 4: cart.Favourite = cart.Lines[at]; break;
            case 5: cart.ByName.Remove($"key {value % 7}"); break;
            case 6: cart.Lines = [.. cart.Lines.Skip(1), cart.Lines[0]]; break;
            case 7: cart.Total = cart.Total with { Amount = value }; break;
            default: cart.Customer = $"customer {value}"; break;
        }
    }

    private static (uint Kind, int Value) Split(int instruction)
    {
        var bits = unchecked((uint)instruction * 2246822519);
        return (bits % 9, (int)(bits >> 16) % 100);
    }

    private static void Check(Func<int[], bool> law) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(60), Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), law));
}
