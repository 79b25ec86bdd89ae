using System.Text;
using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Rig;

public class ReplyTests
{
    [Theory]
    [InlineData("+OK\r\n", ReplyKind.Text, "OK")]
    [InlineData("-MOVED 1 a:2\r\n", ReplyKind.Error, "MOVED 1 a:2")]
    [InlineData(":-7\r\n", ReplyKind.Number, "-7")]
    [InlineData("$4\r\na\r\nb\r\n", ReplyKind.Bytes, "a\r\nb")]
    [InlineData("$0\r\n\r\n", ReplyKind.Bytes, "")]
    [InlineData("$-1\r\n", ReplyKind.Null, "(null)")]
    [InlineData("_\r\n", ReplyKind.Null, "(null)")]
    [InlineData("*-1\r\n", ReplyKind.Null, "(null)")]
    [InlineData("*0\r\n", ReplyKind.List, "[]")]
    [InlineData("*3\r\n:1\r\n*2\r\n+a\r\n$1\r\nb\r\n$-1\r\n", ReplyKind.List, "[1, [a, b], (null)]")]
    [InlineData("%1\r\n+a\r\n:1\r\n", ReplyKind.List, "[a, 1]")]
    [InlineData(">2\r\n+message\r\n:1\r\n", ReplyKind.Push, "[message, 1]")]
    public void A_reply_is_read_when_it_is_whole_and_not_before(string text, ReplyKind kind, string said)
    {
        var bytes = Encoding.ASCII.GetBytes(text);

        var (reply, length) = Reply.Read(Encoding.ASCII.GetBytes(text + "+more"))!.Value;

        Assert.Equal((kind, said, bytes.Length), (reply.Kind, reply.ToString(), length));
        Assert.All(Enumerable.Range(0, bytes.Length), part => Assert.Null(Reply.Read(bytes.AsSpan(0, part))));
    }

    [Fact]
    public void Another_protocol_is_seen_by_its_first_byte() => Assert.Throws<FormatException>(() => { _ = Reply.Read("G"u8); });

    [Fact]
    public void Frames_are_cut_the_same_however_their_bytes_arrive()
    {
        var frames = Enumerable.Range(0, 40).Select(number => $"*2\r\n:{number}\r\n$300\r\n{new string('x', 300)}\r\n").ToArray();
        var bytes = Encoding.ASCII.GetBytes(string.Concat(frames));

        foreach (var step in new[] { 1, 7, 4096, bytes.Length })
        {
            var buffer = new FrameBuffer();
            var cut = new List<string>();
            foreach (var piece in bytes.Chunk(step))
            {
                buffer.Add(piece);
                while (buffer.Take() is { } frame)
                    cut.Add(Encoding.ASCII.GetString(frame));
            }

            Assert.Equal(frames, cut);
            Assert.Empty(buffer.TakeRest());
        }
    }
}
