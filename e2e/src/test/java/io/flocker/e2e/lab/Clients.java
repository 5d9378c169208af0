package io.flocker.e2e.lab;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Users of the applications: on a machine of their own, outside of all hosts. */
public final class Clients {

  /** Connects, says one line of Redis' inline protocol, and prints the answer. */
  private static final String REDIS =
      "exec 3<>\"/dev/tcp/$0/$1\" && printf '%s\\r\\nQUIT\\r\\n' \"$2\" >&3 && cat <&3";

  /** Of a user for one answer, in seconds. */
  private static final String PATIENCE = "30";

  private Clients() {}

  /**
   * Waits, for at most two minutes, until what follows holds: beside all other tests a service
   * alone takes twenty seconds to begin.
   */
  public static ConditionFactory eventually() {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions();
  }

  /** Asks Redis; {@code (nil)} stands for no value. */
  public static String redis(String address, int port, String command) {
    String answer =
        Lab.outside(
                "timeout", PATIENCE, "bash", "-c", REDIS, address, String.valueOf(port), command)
            .orFail();
    List<String> lines = answer.lines().filter(line -> !line.startsWith("*")).toList();
    if (lines.isEmpty() || lines.getFirst().startsWith("-")) {
      throw new AssertionError("Redis at " + address + " port " + port + " says: " + answer);
    }
    if (lines.getFirst().equals("$-1")) {
      return "(nil)";
    }
    // The last line answers the QUIT; lines with $ tell lengths.
    return String.join(
        "\n", lines.subList(0, lines.size() - 1).stream().filter(l -> !l.startsWith("$")).toList());
  }

  /** Asks PostgreSQL; the first column of each row. */
  public static String postgres(String address, int port, String sql) {
    String client = Lab.root().resolve("lab/pg.pl").toString();
    return Lab.outside("perl", client, address, String.valueOf(port), "query", sql)
        .orFail()
        .strip();
  }

  /** Fetches a web page. */
  public static String page(String address, String path) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return Lab.outside("curl", "-gsSf", "-m", PATIENCE, "http://" + host + path).orFail();
  }

  /** Whether a TCP connection is accepted. */
  public static boolean connects(String address, int port) {
    return Lab.outside("timeout", "2", "bash", "-c", ": 3<>\"/dev/tcp/$0/$1\"", address, "" + port)
            .status()
        == 0;
  }

  /** Sends one line over TCP. */
  public static void send(String address, int port, String line) {
    String script = "printf '%s\\n' \"$2\" > \"/dev/tcp/$0/$1\"";
    Lab.outside("timeout", PATIENCE, "bash", "-c", script, address, "" + port, line).orFail();
  }
}
