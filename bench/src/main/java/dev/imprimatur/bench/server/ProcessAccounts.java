package dev.imprimatur.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the kernel has written down about a process and all its children (proc(5)). */
public record ProcessAccounts(ProcessHandle root) {
  /** In {@code stat}, counted from behind the name, which may hold spaces and brackets. */
  private static final int USER_TIME = 11;

  private static final int SYSTEM_TIME = 12;

  /** USER_HZ, which Linux shows every architecture's ticks in. */
  private static final double TICKS_PER_SECOND = 100;

  private static final String RESIDENT = "VmRSS:";
  private static final String RESIDENT_PEAK = "VmHWM:";

  /** What HotSpot calls the threads that compile, as far as the kernel keeps a name. */
  private static final Pattern COMPILER = Pattern.compile("\\(C[12] CompilerThre");

  /** Seconds of CPU that they used so far, for themselves and in the kernel. */
  public double cpuSeconds() throws IOException {
    long ticks = 0;
    for (var process : tree()) {
      ticks += ticks(read(proc(process).resolve("stat")));
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Seconds of CPU that its JIT compilers used so far, if it is a JVM. */
  public double compilerSeconds() throws IOException {
    long ticks = 0;
    try (var threads = Files.list(proc(root).resolve("task"))) {
      for (var thread : threads.toList()) {
        var stat = read(thread.resolve("stat"));
        if (COMPILER.matcher(stat).find()) {
          ticks += ticks(stat);
        }
      }
    } catch (NoSuchFileException ended) {
      return 0;
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Memory that they hold, in MB of 1,000,000 bytes; what they share counts for each. */
  public long residentMegabytes() throws IOException {
    return megabytes(RESIDENT);
  }

  /** The most that they ever held; 0 of what has ended. */
  public long peakMegabytes() throws IOException {
    return megabytes(RESIDENT_PEAK);
  }

  private long megabytes(String account) throws IOException {
    long kibibytes = 0;
    for (var process : tree()) {
      kibibytes +=
          read(proc(process).resolve("status"))
              .lines()
              .filter(line -> line.startsWith(account))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
    }
    return kibibytes * 1024 / 1_000_000;
  }

  private List<ProcessHandle> tree() {
    return Stream.concat(Stream.of(root), root.descendants()).toList();
  }

  private static long ticks(String stat) {
    var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return fields.length > SYSTEM_TIME
        ? Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])
        : 0;
  }

  private static Path proc(ProcessHandle process) {
    return Path.of("/proc", Long.toString(process.pid()));
  }

  private static String read(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException endedMeanwhile) {
      return "";
    }
  }
}
