using System.ComponentModel;
using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>
/// A wall clock for processes, which a test moves while they run. It is a library loaded before theirs, compiled here; monotonic clocks,
/// and with them timers, stay as they are. Let go of the processes first.
/// </summary>
public sealed class ClockShim : IDisposable
{
    private const string FileVariable = "TIDEMARK_CLOCK_FILE";

    // It asks the kernel itself: looking up the functions it hides allocates memory, and the allocator of Redis asks for the time.
    private const string Source = $$"""
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <stdlib.h>
        #include <sys/mman.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>

        static const volatile long long *ahead;

        __attribute__((constructor)) static void open_clock(void) {
            const char *name = getenv("{{FileVariable}}");
            int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
            void *map = file < 0 ? MAP_FAILED : mmap(0, sizeof *ahead, PROT_READ, MAP_SHARED, file, 0);
            if (map == MAP_FAILED) abort();
            ahead = map;
            close(file);
        }

        int clock_gettime(clockid_t id, struct timespec *at) {
            int failed = syscall(SYS_clock_gettime, id, at);
            if (!failed && ahead && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
                long long nanoseconds = at->tv_sec * 1000000000LL + at->tv_nsec + *ahead;
                at->tv_sec = nanoseconds / 1000000000LL;
                at->tv_nsec = nanoseconds % 1000000000LL;
            }
            return failed;
        }

        int gettimeofday(struct timeval *restrict at, void *restrict zone) {
            struct timespec precise;
            clock_gettime(CLOCK_REALTIME, &precise);
            at->tv_sec = precise.tv_sec;
            at->tv_usec = precise.tv_nsec / 1000;
            return 0;
        }

        time_t time(time_t *at) {
            struct timespec precise;
            clock_gettime(CLOCK_REALTIME, &precise);
            if (at) *at = precise.tv_sec;
            return precise.tv_sec;
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tidemark-clock-");
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _ahead;

    private ClockShim()
    {
        _file = MemoryMappedFile.CreateFromFile(PathOf("ahead"), FileMode.Create, null, sizeof(long));
        _ahead = _file.CreateViewAccessor(0, sizeof(long));
    }

    /// <summary>How far its clock is ahead of the machine's; behind it, if negative. None at first.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromMicroseconds(_ahead.ReadInt64(0) / 1000);
        set => _ahead.Write(0, (long)value.TotalMicroseconds * 1000);
    }

    /// <summary>What the environment of a process must hold when it starts.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string> { ["LD_PRELOAD"] = PathOf("clock.so"), [FileVariable] = PathOf("ahead") };

    public static async Task<ClockShim> CompileAsync()
    {
        var shim = new ClockShim();
        try
        {
            await shim.RunCompilerAsync();
            return shim;
        }
        catch
        {
            shim.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _ahead.Dispose();
        _file.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task RunCompilerAsync()
    {
        await File.WriteAllTextAsync(PathOf("clock.c"), Source);
        string[] arguments = ["-O2", "-shared", "-fPIC", "-o", PathOf("clock.so"), PathOf("clock.c")];
        var start = new ProcessStartInfo("cc", arguments) { RedirectStandardError = true };
        try
        {
            using var compiler = Process.Start(start)!;
            var said = await compiler.StandardError.ReadToEndAsync();
            await compiler.WaitForExitAsync();
            if (compiler.ExitCode != 0)
                throw new InvalidOperationException($"The clock of the tests does not compile; is the package libc6-dev missing? cc said:\n{said}");
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException(
                "'cc' could not be started. Tests that move the clock of a server need it: './build.sh test' installs it on Debian, "
                + "or install the packages gcc and libc6-dev yourself.",
                missing);
        }
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
