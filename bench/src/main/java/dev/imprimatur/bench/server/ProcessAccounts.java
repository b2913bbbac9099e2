package dev.imprimatur.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel has written down about a process and all its children (proc(5)). */
public record ProcessAccounts(ProcessHandle root) {
  /** In {@code stat}, counted from behind the name, which may hold spaces and brackets. */
  private static final int USER_TIME = 11;

  private static final int SYSTEM_TIME = 12;

  /** USER_HZ, which Linux shows every architecture's ticks in. */
  private static final double TICKS_PER_SECOND = 100;

  private static final String RESIDENT = "VmRSS:";

  /** Seconds of CPU that they used so far, for themselves and in the kernel. */
  public double cpuSeconds() throws IOException {
    long ticks = 0;
    for (var process : tree()) {
      var stat = read(process, "stat");
      var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
      if (fields.length > SYSTEM_TIME) {
        ticks += Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Memory that they hold, in MB of 1,000,000 bytes; what they share counts for each. */
  public long residentMegabytes() throws IOException {
    long kibibytes = 0;
    for (var process : tree()) {
      kibibytes +=
          read(process, "status")
              .lines()
              .filter(line -> line.startsWith(RESIDENT))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
    }
    return kibibytes * 1024 / 1_000_000;
  }

  private List<ProcessHandle> tree() {
    return Stream.concat(Stream.of(root), root.descendants()).toList();
  }

  private static String read(ProcessHandle process, String file) throws IOException {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
    } catch (NoSuchFileException endedMeanwhile) {
      return "";
    }
  }
}
