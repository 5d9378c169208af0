package io.flocker.control.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/** Copies a store, also one that is in use. */
final class Backup {

  private Backup() {}

  static void write(Path store, Path target) {
    if (!Files.isRegularFile(store)) {
      throw StoreProblems.missing(store, "say where the control service keeps its configuration");
    }
    if (Files.exists(target)) {
      throw StoreProblems.exists(target);
    }
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    try {
      Files.deleteIfExists(unfinished);
      Database.createPrivate(unfinished);
      try {
        copy(store, unfinished);
        check(unfinished);
        Database.syncFile(unfinished);
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        Database.syncFolder(target);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (SQLException e) {
      throw StoreProblems.io(target, "the backup could not be written", e);
    } catch (IOException e) {
      throw StoreProblems.io(target, e);
    }
  }

  /** One transaction reads it all, so what is written meanwhile is not in the copy. */
  private static void copy(Path store, Path target) throws SQLException {
    try (Connection connection = Database.connect(store);
        PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, target.toAbsolutePath().toString());
      copy.execute();
    }
  }

  /** Throws unless {@code backup} is a whole store of a known schema. Leaves the file alone. */
  static void check(Path backup) {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setReadOnly(true);
    try (Connection connection =
        settings.createConnection("jdbc:sqlite:" + backup.toAbsolutePath())) {
      if (Database.number(connection, "PRAGMA application_id") != Schema.APPLICATION) {
        throw StoreProblems.foreign(backup);
      }
      Database.check(backup, connection);
    } catch (SQLException e) {
      throw StoreProblems.unreadable(backup, e);
    }
  }
}
