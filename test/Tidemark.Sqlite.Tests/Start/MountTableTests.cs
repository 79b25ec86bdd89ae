namespace Tidemark.Sqlite.Tests.Start;

/// <summary>Which file system a path is on.</summary>
public sealed class MountTableTests
{
    private static readonly string[] Mounts =
    [
        "21 26 0:20 / /proc rw,relatime - proc proc rw",
        "26 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard",
        "40 26 0:50 / /srv rw,relatime shared:7 - nfs4 files.example:/exports rw,vers=4.2",
        "41 40 8:1 / /srv/local rw,relatime - xfs /dev/sda1 rw",
        "42 26 0:51 / /srv2/with\\040blank\\134s rw,relatime shared:8 master:2 - cifs //files.example/share rw",
        "43 26 0:52 / /twice rw,relatime - tmpfs tmpfs rw",
        "44 43 0:53 / /twice rw,relatime - fuse.sshfs files.example:/ rw",
        "damaged line",
    ];

    [Theory]
    [InlineData("/srv/data/s.db", "nfs4")]
    [InlineData("/srv", "nfs4")]
    [InlineData("/srvs/s.db", "ext4")]
    [InlineData("/srv/local/s.db", "xfs")]
    [InlineData("/srv/localhost/s.db", "nfs4")]
    [InlineData("/srv2/with blank\\s/s.db", "cifs")]
    [InlineData("/twice/s.db", "fuse.sshfs")]
    [InlineData("/s.db", "ext4")]
    public void The_deepest_mount_counts_and_of_several_the_last(string path, string type) => Assert.Equal(type, MountTable.Find(Mounts, path));

    [Fact]
    public void What_no_mount_holds_is_not_known() => Assert.Null(MountTable.Find(["41 40 8:1 / /srv/local rw,relatime - xfs /dev/sda1 rw"], "/srv/s.db"));

    [Theory]
    [InlineData("nfs", true)]
    [InlineData("nfs4", true)]
    [InlineData("smb3", true)]
    [InlineData("9p", true)]
    [InlineData("fuse.s3fs", true)]
    [InlineData("FUSE.glusterfs", true)]
    [InlineData("fuseblk", false)]
    [InlineData("overlay", false)]
    [InlineData("ext4", false)]
    [InlineData("", false)]
    public void Networks_are_known_by_their_names(string type, bool isNetwork) => Assert.Equal(isNetwork, MountTable.IsNetwork(type));

    [Fact]
    public void A_file_that_is_not_there_yet_is_where_its_folder_is_and_links_are_followed()
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("This test is about mounts of Linux: run it on Linux.");
        using var disk = new TinyDisk();
        using var file = new TemporaryFile();
        Assert.Equal("tmpfs", MountTable.TypeOf(Path.Combine(disk.Folder, "not", "yet", "s.db")));
        Directory.CreateSymbolicLink(Path.Combine(file.Folder, "link"), disk.Folder);
        Assert.Equal("tmpfs", MountTable.TypeOf(Path.Combine(file.Folder, "link", "not", "yet", "s.db")));
        Assert.NotNull(MountTable.TypeOf(file.Path));
    }
}
