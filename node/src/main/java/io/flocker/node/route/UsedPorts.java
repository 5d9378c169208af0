package io.flocker.node.route;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/** The TCP ports that something on the node listens on, on whatever address. */
public final class UsedPorts {

  /** The kernel's name for the state of a listening socket. */
  private static final String LISTEN = "0A";

  private UsedPorts() {}

  /** Those of the network namespace that this process is in. */
  public static SortedSet<Integer> read() {
    return read(Path.of("/proc/net"));
  }

  /** Those that the files {@code tcp} and {@code tcp6} of a folder like /proc/net list. */
  public static SortedSet<Integer> read(Path folder) {
    SortedSet<Integer> ports = new TreeSet<>();
    try {
      ports.addAll(parse(Files.readString(folder.resolve("tcp"))));
      Path tcp6 = folder.resolve("tcp6");
      if (Files.exists(tcp6)) {
        ports.addAll(parse(Files.readString(tcp6)));
      }
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              folder.toString(),
              "the list of TCP sockets cannot be read: " + e,
              "mount proc at /proc"),
          e);
    }
    return ports;
  }

  /** Listening ports in the text of /proc/net/tcp or tcp6. */
  static SortedSet<Integer> parse(String table) {
    SortedSet<Integer> ports = new TreeSet<>();
    for (String line : table.lines().skip(1).toList()) {
      // "0: 0100007F:1F90 00000000:0000 0A ...": number, local address, remote address, state
      String[] words = line.strip().split(" +", 5);
      if (words.length > 3 && words[3].equals(LISTEN)) {
        ports.add(Integer.parseInt(words[1].substring(words[1].lastIndexOf(':') + 1), 16));
      }
    }
    return ports;
  }
}
