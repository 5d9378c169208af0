package io.flocker.storage;

import io.flocker.core.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Who has a lock on behalf of another node, as the lock's file says while it is held: the other
 * node, the process here, and when that began, because process ids are used again.
 */
record LockHolder(NodeId other, ProcessHandle process) {

  String text() {
    return other + " " + process.pid() + " " + began(process);
  }

  /**
   * Kills the process that has the lock on behalf of the same node, if that is what it has.
   *
   * @return whether there was one; it may be a while until it is gone
   */
  boolean endOlder(Path file) throws IOException {
    String[] parts = Files.readString(file).split(" ", -1);
    if (parts.length != 3 || !parts[0].equals(other.toString())) {
      return false;
    }
    Optional<ProcessHandle> older =
        ProcessHandle.of(Long.parseLong(parts[1]))
            .filter(there -> there.pid() != process.pid())
            .filter(there -> began(there).equals(parts[2]));
    older.ifPresent(LockHolder::end);
    return older.isPresent();
  }

  private static void end(ProcessHandle older) {
    older.descendants().forEach(ProcessHandle::destroyForcibly);
    older.destroyForcibly();
  }

  private static String began(ProcessHandle process) {
    Optional<Instant> start = process.info().startInstant();
    return start.map(Instant::toString).orElse("");
  }
}
