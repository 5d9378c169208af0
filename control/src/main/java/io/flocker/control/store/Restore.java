package io.flocker.control.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Puts a backup in the place of a store. Everything is prepared beside the store; one rename makes
 * it the store, so that a crash leaves either the old or the new.
 */
final class Restore {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** What SQLite keeps beside a file. */
  private static final List<String> COMPANIONS = List.of("-wal", "-shm", "-journal");

  private Restore() {}

  static Optional<Path> run(Path backup, Path file, InstantSource clock) {
    if (!Files.isRegularFile(backup)) {
      throw StoreProblems.missing(backup, "name an existing backup");
    }
    Backup.check(backup);
    try (StoreLock _ = StoreLock.acquire(file)) {
      Path prepared = file.resolveSibling(file.getFileName() + ".restoring");
      delete(prepared);
      try {
        long replaced = Files.exists(file) ? lastRevision(file) : 0;
        Database.createPrivate(prepared);
        Files.copy(backup, prepared, StandardCopyOption.REPLACE_EXISTING);
        prepare(prepared, replaced, clock.instant());
        Database.syncFile(prepared);
        Optional<Path> kept = keep(file, clock.instant());
        Files.move(prepared, file, StandardCopyOption.ATOMIC_MOVE);
        Database.syncFolder(file);
        return kept;
      } finally {
        delete(prepared);
      }
    } catch (SQLException e) {
      throw StoreProblems.io(file, "the backup could not be restored", e);
    } catch (IOException e) {
      throw StoreProblems.io(file, e);
    }
  }

  /**
   * The last revision of the store that is replaced, with its journal written into it, so that the
   * file alone is the whole store; 0 if it is too damaged to tell.
   */
  private static long lastRevision(Path file) {
    try (Connection connection = Database.connect(file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      try (ResultSet row = statement.executeQuery("SELECT revision FROM store")) {
        return row.getLong(1);
      }
    } catch (SQLException e) {
      // Damaged is what restoring is for; the file and its journal are kept as they are.
      return 0;
    }
  }

  private static void prepare(Path file, long replaced, Instant time) throws SQLException {
    try (Connection connection = Database.open(file)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        statement.execute("UPDATE store SET incarnation = lower(hex(randomblob(16)))");
        // Beyond both stores: no revision ever means two things to a node that has seen both.
        statement.execute("UPDATE store SET revision = max(revision, " + replaced + ") + 1");
        // Since the backup it may have been used for the first time, anywhere.
        statement.execute(
            "UPDATE home SET standing = 'unknown', node = NULL, epoch = NULL,"
                + " version = (SELECT revision FROM store)"
                + " WHERE standing IN ('unplaced', 'granted', 'withdrawn')");
      }
      try (PreparedStatement history =
          connection.prepareStatement(
              "INSERT INTO history SELECT revision, ?, 'restore', '{\"command\":\"Restore\"}'"
                  + " FROM store")) {
        history.setLong(1, time.toEpochMilli());
        history.executeUpdate();
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute("COMMIT");
        statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      }
    }
  }

  /** Another name for the store that is replaced, and its journal out of the new one's way. */
  private static Optional<Path> keep(Path file, Instant time) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Path kept = free(file.resolveSibling(file.getFileName() + ".replaced-" + STAMP.format(time)));
    Files.createLink(kept, file);
    for (String companion : COMPANIONS) {
      Path path = file.resolveSibling(file.getFileName() + companion);
      if (Files.exists(path)) {
        Files.move(path, kept.resolveSibling(kept.getFileName() + companion));
      }
    }
    return Optional.of(kept);
  }

  /** This name, or one with a number after it: a second may see more than one restore. */
  private static Path free(Path name) {
    Path free = name;
    for (int number = 2; Files.exists(free); number++) {
      free = name.resolveSibling(name.getFileName() + "-" + number);
    }
    return free;
  }

  private static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    for (String companion : COMPANIONS) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + companion));
    }
  }
}
