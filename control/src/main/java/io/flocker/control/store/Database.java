package io.flocker.control.store;

import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** Opens the file: settings that make a commit durable, checks, the schema. */
final class Database {

  private static final int MOST_FINDINGS = 5;
  private static final int WAIT_MILLIS = 10_000;

  private Database() {}

  /**
   * Opens a store for writing, makes it if there is none, and brings it to this release's schema.
   *
   * @throws ProblemException when the file is damaged, newer or not ours
   */
  static Connection open(Path file) {
    try {
      boolean made = createPrivate(file);
      Connection connection = connect(file);
      try {
        checkKind(file, connection);
        migrate(file, connection);
        // Not the history: it is long, and a start must not wait for it. A backup checks it too.
        for (String table : List.of("store", "object", "home")) {
          checkIntegrity(file, connection, "PRAGMA integrity_check(" + table + ")");
        }
      } catch (SQLException | ProblemException e) {
        connection.close();
        throw e;
      }
      if (made) {
        syncFolder(file);
      }
      return connection;
    } catch (SQLException e) {
      throw StoreProblems.unreadable(file, e);
    } catch (IOException e) {
      throw StoreProblems.io(file, e);
    }
  }

  /** A connection to what {@link #open} has opened before, without checks. */
  static Connection connect(Path file) throws SQLException {
    if (file.toString().contains("?")) {
      throw new SQLException("the path has a question mark, which the driver takes for options");
    }
    SQLiteConfig settings = new SQLiteConfig();
    settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
    settings.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    settings.setBusyTimeout(WAIT_MILLIS);
    return settings.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
  }

  /** Containers' environments may hold secrets: the file is its owner's alone from the first. */
  static boolean createPrivate(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (Files.exists(file)) {
      return false;
    }
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return true;
  }

  /** Throws unless the whole file is a sound store of a known schema. */
  static void check(Path file, Connection connection) throws SQLException {
    checkKind(file, connection);
    checkIntegrity(file, connection, "PRAGMA integrity_check(" + MOST_FINDINGS + ")");
  }

  private static void checkKind(Path file, Connection connection) throws SQLException {
    int application = number(connection, "PRAGMA application_id");
    boolean empty = number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
    if (application != Schema.APPLICATION && !empty) {
      throw StoreProblems.foreign(file);
    }
    int schema = number(connection, "PRAGMA user_version");
    if (schema > Schema.VERSION) {
      throw StoreProblems.newer(file, schema, Schema.VERSION);
    }
  }

  private static void checkIntegrity(Path file, Connection connection, String pragma)
      throws SQLException {
    List<String> findings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(pragma)) {
      while (rows.next() && findings.size() < MOST_FINDINGS) {
        findings.add(rows.getString(1));
      }
    }
    if (!findings.equals(List.of("ok"))) {
      throw StoreProblems.damaged(file, String.join("; ", findings), null);
    }
  }

  private static void migrate(Path file, Connection connection) throws SQLException {
    for (int version = number(connection, "PRAGMA user_version");
        version < Schema.VERSION;
        version++) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        for (String step : Schema.step(version)) {
          statement.execute(step);
        }
        statement.execute("PRAGMA application_id = " + Schema.APPLICATION);
        statement.execute("PRAGMA user_version = " + (version + 1));
        statement.execute("COMMIT");
      }
    }
    if (number(connection, "PRAGMA user_version") != Schema.VERSION) {
      throw StoreProblems.damaged(file, "its schema could not be brought up to date", null);
    }
  }

  static int number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.getInt(1);
    }
  }

  /** Makes what happened to the names in a file's folder durable. */
  static void syncFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      sync(folder, StandardOpenOption.READ);
    }
  }

  /** Makes a file's content durable. Never to be used on an open store: closing drops its locks. */
  static void syncFile(Path file) throws IOException {
    sync(file, StandardOpenOption.WRITE);
  }

  private static void sync(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }
}
