package io.flocker.control.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flocker.control.model.Change;
import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Container;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.Entity;
import io.flocker.control.model.Home;
import io.flocker.control.model.Home.Standing;
import io.flocker.control.model.Kind;
import io.flocker.control.model.Lease;
import io.flocker.control.model.Node;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads and writes the objects. For one thread; owns its connection. */
final class Tables implements AutoCloseable {

  private final Path file;
  private final Connection connection;
  private final PreparedStatement putObject;
  private final PreparedStatement removeObject;
  private final PreparedStatement putHome;
  private final PreparedStatement removeHome;
  private final PreparedStatement setRevision;
  private final PreparedStatement addHistory;
  private final PreparedStatement addHistoryObject;

  Tables(Path file) {
    this.file = file;
    connection = Database.open(file);
    try {
      putObject =
          connection.prepareStatement(
              "INSERT INTO object VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
                  + " SET version = excluded.version, document = excluded.document");
      removeObject = connection.prepareStatement("DELETE FROM object WHERE kind = ? AND key = ?");
      putHome = connection.prepareStatement("INSERT OR REPLACE INTO home VALUES (?, ?, ?, ?, ?)");
      removeHome = connection.prepareStatement("DELETE FROM home WHERE dataset = ?");
      setRevision = connection.prepareStatement("UPDATE store SET revision = ?");
      addHistory = connection.prepareStatement("INSERT INTO history VALUES (?, ?, ?, ?)");
      addHistoryObject =
          connection.prepareStatement(
              "INSERT INTO history_object VALUES (?, ?, ?, ?, ?)"
                  + " ON CONFLICT DO UPDATE SET after = excluded.after");
    } catch (SQLException e) {
      closeAfter(e);
      throw StoreProblems.unreadable(file, e);
    }
  }

  private void closeAfter(SQLException error) {
    try {
      connection.close();
    } catch (SQLException e) {
      error.addSuppressed(e);
    }
  }

  ClusterConfiguration load() {
    List<Change> all = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("SELECT kind, key, document FROM object")) {
        while (row.next()) {
          all.add(new Change.Put(entity(row.getString(1), row.getString(2), row.getString(3))));
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT * FROM home")) {
        while (row.next()) {
          all.add(new Change.Put(home(row)));
        }
      }
      return ClusterConfiguration.EMPTY.at(revision(), all).remembering(everWanted(statement));
    } catch (SQLException e) {
      throw StoreProblems.unreadable(file, e);
    }
  }

  /**
   * As far back as the history goes; a container of before is then left alone where it is found.
   */
  private List<ApplicationName> everWanted(Statement statement) throws SQLException {
    List<ApplicationName> names = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT DISTINCT key FROM history_object WHERE kind = 'container'")) {
      while (row.next()) {
        names.add(new ApplicationName(row.getString(1)));
      }
    } catch (IllegalArgumentException e) {
      throw StoreProblems.damaged(file, "history of containers: " + e.getMessage(), e);
    }
    return names;
  }

  private Entity entity(String kind, String key, String document) {
    String where = kind + " " + key + ": ";
    try {
      Entity entity = Documents.read(Kind.valueOf(kind.toUpperCase(Locale.ROOT)), document);
      if (!entity.key().equals(key)) {
        throw StoreProblems.damaged(file, where + "its document is that of " + entity.key(), null);
      }
      return entity;
    } catch (JsonProcessingException e) {
      throw StoreProblems.damaged(file, where + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw StoreProblems.damaged(file, where + e.getMessage(), e);
    }
  }

  private Home home(ResultSet row) throws SQLException {
    String dataset = row.getString(1);
    String standing = row.getString(2);
    try {
      return new Home(
          DatasetId.parse(dataset),
          switch (standing) {
            case "unknown" -> new Standing.Unknown();
            case "unplaced" -> new Standing.Unplaced();
            case "granted" -> new Standing.Granted(NodeId.parse(row.getString(3)));
            case "withdrawn" -> new Standing.Withdrawn(NodeId.parse(row.getString(3)));
            case "exists" -> new Standing.Exists(NodeId.parse(row.getString(3)), row.getLong(4));
            default -> throw new IllegalArgumentException("standing " + standing);
          },
          row.getLong(5));
    } catch (IllegalArgumentException e) {
      throw StoreProblems.damaged(file, "home of " + dataset + ": " + e.getMessage(), e);
    }
  }

  long revision() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT revision FROM store")) {
      return row.getLong(1);
    }
  }

  String incarnation() {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT incarnation FROM store")) {
      return row.getString(1);
    } catch (SQLException e) {
      throw StoreProblems.unreadable(file, e);
    }
  }

  void begin() throws SQLException {
    execute("BEGIN IMMEDIATE");
  }

  void commit() throws SQLException {
    execute("COMMIT");
  }

  /** Undoes what was begun. Some errors have done so already, which SQLite then complains about. */
  void rollback(Exception because) {
    try {
      if (!connection.isClosed()) {
        execute("ROLLBACK");
      }
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  /** Writes all that is in the journal into the database and makes it durable there. */
  void settle() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
      if (row.getInt(1) != 0) {
        throw new SQLException("the journal could not be written into the database: it is busy");
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Forgets the commands before a time; by itself, not inside of what was begun. */
  int trimHistory(Instant before) throws SQLException {
    begin();
    try (PreparedStatement objects =
            connection.prepareStatement(
                "DELETE FROM history_object WHERE revision IN"
                    + " (SELECT revision FROM history WHERE time < ?)");
        PreparedStatement commands =
            connection.prepareStatement("DELETE FROM history WHERE time < ?")) {
      objects.setLong(1, before.toEpochMilli());
      objects.executeUpdate();
      commands.setLong(1, before.toEpochMilli());
      int forgotten = commands.executeUpdate();
      commit();
      return forgotten;
    }
  }

  /**
   * Writes something and leaves everything as it is; by itself, not inside of what was begun. Not
   * an update to the same value: SQLite would write nothing.
   */
  boolean touch() throws SQLException {
    begin();
    execute("INSERT INTO object VALUES ('', '', 0, '')");
    execute("DELETE FROM object WHERE kind = ''");
    commit();
    return true;
  }

  /** Writes one accepted command; inside of what was begun. */
  void write(Committed committed, ClusterConfiguration before) throws SQLException {
    addHistory.setLong(1, committed.revision());
    addHistory.setLong(2, committed.time().toEpochMilli());
    addHistory.setString(3, committed.who());
    addHistory.setString(4, Documents.write(committed.command()));
    addHistory.executeUpdate();
    for (Change change : committed.changes()) {
      write(change, committed.revision(), before);
    }
    setRevision.setLong(1, committed.revision());
    setRevision.executeUpdate();
  }

  private void write(Change change, long revision, ClusterConfiguration before)
      throws SQLException {
    Entity entity = change.entity();
    addHistoryObject.setString(1, entity.kind().toString());
    addHistoryObject.setString(2, entity.key());
    addHistoryObject.setLong(3, revision);
    addHistoryObject.setString(4, earlier(entity, before).map(Documents::write).orElse(null));
    switch (change) {
      case Change.Put _ -> {
        String document = Documents.write(entity);
        addHistoryObject.setString(5, document);
        put(entity, document);
      }
      case Change.Remove _ -> {
        addHistoryObject.setNull(5, Types.VARCHAR);
        remove(entity);
      }
    }
    addHistoryObject.executeUpdate();
  }

  private static Optional<? extends Entity> earlier(Entity entity, ClusterConfiguration before) {
    return switch (entity) {
      case Dataset dataset -> before.dataset(dataset.id());
      case Container container -> before.container(container.name());
      case Lease lease -> before.lease(lease.dataset());
      case Node node -> before.node(node.id());
      case Home home -> before.home(home.dataset());
      case DatasetSnapshot snapshot -> before.snapshot(snapshot.dataset(), snapshot.snapshot());
    };
  }

  private void put(Entity entity, String document) throws SQLException {
    if (entity instanceof Home home) {
      put(home);
      return;
    }
    putObject.setString(1, entity.kind().toString());
    putObject.setString(2, entity.key());
    putObject.setLong(3, entity.version());
    putObject.setString(4, document);
    putObject.executeUpdate();
  }

  private void put(Home home) throws SQLException {
    putHome.setString(1, home.key());
    putHome.setNull(3, Types.VARCHAR);
    putHome.setNull(4, Types.INTEGER);
    switch (home.standing()) {
      case Standing.Unknown _ -> putHome.setString(2, "unknown");
      case Standing.Unplaced _ -> putHome.setString(2, "unplaced");
      case Standing.Granted(NodeId node) -> {
        putHome.setString(2, "granted");
        putHome.setString(3, node.toString());
      }
      case Standing.Withdrawn(NodeId node) -> {
        putHome.setString(2, "withdrawn");
        putHome.setString(3, node.toString());
      }
      case Standing.Exists(NodeId node, long epoch) -> {
        putHome.setString(2, "exists");
        putHome.setString(3, node.toString());
        putHome.setLong(4, epoch);
      }
    }
    putHome.setLong(5, home.version());
    putHome.executeUpdate();
  }

  private void remove(Entity entity) throws SQLException {
    if (entity instanceof Home) {
      removeHome.setString(1, entity.key());
      removeHome.executeUpdate();
      return;
    }
    removeObject.setString(1, entity.kind().toString());
    removeObject.setString(2, entity.key());
    removeObject.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
