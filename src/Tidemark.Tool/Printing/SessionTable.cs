using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Printing;

/// <summary>Sessions as lines of a table, which is written while the store is still walked.</summary>
internal sealed class SessionTable(TextWriter output)
{
    private bool _hasHeader;

    public void Write(SessionFacts session)
    {
        if (!_hasHeader)
            Write("SESSION", "STATE", "USER", "AGE", "UNUSED", "ENDS IN", "VERSION", "BYTES", "HELD BY");
        _hasHeader = true;
        Write(
            session.Session,
            session.State,
            session.User ?? "-",
            Words.Span(session.Now - session.Created),
            Words.Span(session.Now - session.LastUse),
            session switch
            {
                { IsLive: false } or { IsCopy: true } => "-",
                { Ends: { } ends } => Words.Span(ends - session.Now),
                _ => "never",
            },
            Words.Number(session.Version),
            Words.Number(session.Bytes),
            session.Holder is { } holder ? $"{Words.Node(holder.Node)} {Words.Plain(holder.Purpose)}".TrimEnd() : "-");
    }

    private void Write(
        string session, string state, string user, string age, string unused, string ends, string version, string bytes, string holder) =>
        output.WriteLine($"{session,-9} {state,-8} {user,-9} {age,-7} {unused,-7} {ends,-8} {version,9} {bytes,11}  {holder}");
}
