package io.flocker.e2e.faults;

import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.Shell;
import java.time.Duration;

/** A point of the product at which whoever comes by on a host is held. */
record Hold(String host, String point) implements AutoCloseable {

  private static final String FOLDER = "/run/flocker/hold-at";
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** From now on. */
  static Hold at(String host, String point) {
    Lab.shell(host, "mkdir -p " + FOLDER + " && touch " + FOLDER + "/" + point).orFail();
    return new Hold(host, point);
  }

  /** Waits until a process is held and gives its id. */
  long await() {
    String file = FOLDER + "/" + point + ".reached";
    // The id is written after the file was made.
    String wait = "until [ -s " + file + " ]; do sleep 0.02; done; cat " + file;
    Shell.Result result =
        Lab.on(host, "timeout", String.valueOf(LONGEST.toSeconds()), "sh", "-c", wait);
    return Long.parseLong(result.orFail().strip());
  }

  @Override
  public void close() {
    release();
  }

  /** Lets go of whoever is held. */
  void release() {
    Lab.shell(host, "rm -rf " + FOLDER).orFail();
  }
}
