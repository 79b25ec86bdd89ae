using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Tidemark.Stores;

namespace Tidemark.AspNetCore;

/// <summary>
/// <c>HttpContext.Session</c>: every key is an attribute of its own, so that writes of different keys merge and only changed ones are
/// sent. Writes wait in memory until the commit, because the interface is synchronous and must never wait for a lock.
/// </summary>
internal sealed class ByteSession(RequestSession request) : ISession
{
    /// <summary>Keeps these attributes apart from those of typed keys.</summary>
    public const string NamePrefix = "ISession:";

    private static readonly int MaxKeyLength = AttributeName.MaxLength - NamePrefix.Length;

    // Under which SessionStateTempDataProvider keeps it. Whoever writes TempData["note"] does not know that he writes to the session.
    private const string TempDataKey = "__ControllerTempData";

    // For a commit that goes on although the client has gone: without a token of its own a wait for an attribute ends with the request.
    private static readonly CancellationToken Unending = new CancellationTokenSource().Token;

    // A value and its encoding differ by a few bytes of header.
    private const int EncodingMargin = 64;

    // Null marks a removal.
    private readonly Dictionary<string, byte[]?> _pending = new(StringComparer.Ordinal);

    // Whose dropped changes take the pending ones along.
    private Session? _watched;

    /// <summary>Whether the session is to be had. Looks for it, if nobody has.</summary>
    public bool IsAvailable
    {
        get
        {
            try
            {
                _ = request.Session.IsNew;
                return true;
            }
            catch (SessionException)
            {
                return false;
            }
        }
    }

    /// <summary>Follows from the secret id and does not lead back to it.</summary>
    public string Id
    {
        get
        {
            Span<byte> input = stackalloc byte[SessionId.Size + 1];
            request.Session.Id.CopyTo(input);
            input[SessionId.Size] = (byte)'I';
            return Convert.ToHexStringLower(SHA256.HashData(input), 0, 16);
        }
    }

    public bool HasPending => _pending.Count > 0;

    /// <summary>Whether something was set that the session does not have yet. Removals begin no session.</summary>
    public bool HasPendingValues => _pending.Values.Any(value => value is not null);

    public IEnumerable<string> Keys
    {
        get
        {
            var stored = request.Session.Names.Where(name => name.StartsWith(NamePrefix, StringComparison.Ordinal))
                .Select(name => name[NamePrefix.Length..])
                .Where(key => !_pending.ContainsKey(key));
            return [.. stored, .. _pending.Where(entry => entry.Value is not null).Select(entry => entry.Key)];
        }
    }

    public Task LoadAsync(CancellationToken cancellationToken = default) => cancellationToken.IsCancellationRequested
        ? Task.FromCanceled(cancellationToken)
        : request.LoadAsync(cancellationToken).AsTask();

    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        if (!request.Access.Writes())
            return;
        await request.Session.CommitAsync(cancellationToken);
    }

    public bool TryGetValue(string key, [NotNullWhen(true)] out byte[]? value)
    {
        ArgumentNullException.ThrowIfNull(key);
        request.Touch();
        if (_pending.TryGetValue(key, out var pending))
            value = pending?.ToArray();
        else
            value = IsPossible(key) ? request.Session.Read(KeyOf(key)) : null;
        return value is not null;
    }

    public void Set(string key, byte[] value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        RefuseIfReadOnly(key);
        request.Touch();
        if (request.Session is { IsNew: true, IsAbandoned: false })
            request.Commit.RefuseIfTooLate();
        RefuseIfTooMuch(key, value);
        Stage(key, value.ToArray());
    }

    public void Remove(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        RefuseIfReadOnly(key);
        request.Touch();
        if (IsPossible(key))
            Stage(key, null);
    }

    /// <summary>Removes what was set through this interface. Attributes of typed keys stay, as they are not in Keys either.</summary>
    public void Clear()
    {
        RefuseIfReadOnly(null);
        foreach (var key in Keys)
            Stage(key, null);
    }

    /// <summary>Hands the writes to the session, which finds out what of it is a change.</summary>
    public ValueTask ApplyAsync(CancellationToken cancellationToken) =>
        request.SessionIfUsed is { } session && HasPending
            ? ApplyPendingAsync(session, cancellationToken.CanBeCanceled ? cancellationToken : Unending)
            : default;

    private async ValueTask ApplyPendingAsync(Session session, CancellationToken cancellationToken)
    {
        // Together, so that requests which write the same keys in another order cannot deadlock.
        if (_pending.Count > 1)
            await session.LockAsync([.. _pending.Keys.Select(key => NamePrefix + key)], cancellationToken);
        foreach (var (key, value) in _pending)
        {
            if (value is null)
                await session.RemoveAsync(NamePrefix + key, cancellationToken);
        }

        await SetAsync(session, cancellationToken);
        _pending.Clear();
    }

    // What shrinks may make room for what grows.
    private async ValueTask SetAsync(Session session, CancellationToken cancellationToken)
    {
        List<string>? refused = null;
        foreach (var (key, value) in _pending)
        {
            try
            {
                if (value is not null)
                    await session.SetAsync(KeyOf(key), value, cancellationToken);
            }
            catch (SessionAttributeException)
            {
                (refused ??= []).Add(key);
            }
        }

        foreach (var key in refused ?? [])
            await session.SetAsync(KeyOf(key), _pending[key]!, cancellationToken);
    }

    private void Stage(string key, byte[]? value)
    {
        if (_watched != request.Session)
        {
            _watched = request.Session;
            _watched.ChangesDropped += _pending.Clear;
        }

        _pending[key] = value;
    }

    private static SessionKey<byte[]> KeyOf(string key) => new(NamePrefix + key);

    private static bool IsPossible(string key) => key.Length <= MaxKeyLength && WellFormed.Is(key)
        && AttributeName.FindUnprintable(key) is null;

    private void RefuseIfReadOnly(string? key)
    {
        if (request.Access.Writes())
            return;
        var what = key == TempDataKey
            ? "TempData, which it keeps in the session, can be neither set nor taken out of it. Say SessionAccess.Shared in its [SessionAccess] or "
                + "WithSessionAccess(), or keep TempData in its cookie: leave AddSessionStateTempDataProvider() out."
            : "its session cannot be changed. Say SessionAccess.Shared in its [SessionAccess] or WithSessionAccess().";
        throw new InvalidOperationException($"\"{request.Purpose}\" has session access {request.Access}, so {what}");
    }

    private void RefuseIfTooMuch(string key, byte[] value)
    {
        if (!IsPossible(key))
            throw new ArgumentException(
                $"A session key has at most {MaxKeyLength} characters, and none that are halves of surrogate pairs, control or format characters, or line "
                + "separators.",
                nameof(key));
        var limits = request.Parts.Core;
        if (value.Length > limits.MaxAttributeBytes - EncodingMargin)
            throw new ArgumentException(
                $"The value of session key \"{key}\" has {value.Length} bytes; "
                + $"TidemarkOptions.MaxAttributeBytes allows {limits.MaxAttributeBytes}.",
                nameof(value));
        if (request.Session.Names.Count + _pending.Count >= limits.MaxAttributes && CountWith(key) > limits.MaxAttributes)
            throw new InvalidOperationException(
                $"Session key \"{key}\" would be one more than TidemarkOptions.MaxAttributes allows ({limits.MaxAttributes}).");
    }

    // A pending write may replace an attribute, and a pending removal takes one away.
    private int CountWith(string added)
    {
        var names = request.Session.Names.ToHashSet(StringComparer.Ordinal);
        foreach (var (key, value) in _pending)
        {
            if (value is null)
                names.Remove(NamePrefix + key);
            else
                names.Add(NamePrefix + key);
        }

        // What is over the limit already, because the limit was lowered, may be replaced.
        return names.Add(NamePrefix + added) ? names.Count : 0;
    }
}
