package io.flocker.control.store;

import io.flocker.control.model.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks up who changed what when, beside the writer and without holding it up. */
final class History {

  private static final String OF_ALL =
      "SELECT revision, time, who, command FROM history WHERE revision < ?"
          + " ORDER BY revision DESC LIMIT ?";
  private static final String OF_ONE =
      "SELECT revision, time, who, command FROM history_object JOIN history USING (revision)"
          + " WHERE kind = ? AND key = ? AND revision < ? ORDER BY revision DESC LIMIT ?";
  private static final String OBJECTS =
      "SELECT kind, key, before, after FROM history_object WHERE revision = ? ORDER BY kind, key";

  private History() {}

  static List<HistoryEntry> read(Path file, HistoryQuery query) {
    try (Connection connection = Database.connect(file);
        PreparedStatement objects = connection.prepareStatement(OBJECTS);
        PreparedStatement commands =
            connection.prepareStatement(query.object().isPresent() ? OF_ONE : OF_ALL)) {
      int next = 1;
      if (query.object().isPresent()) {
        commands.setString(next++, query.object().get().kind().toString());
        commands.setString(next++, query.object().get().key());
      }
      commands.setLong(next++, query.before().orElse(Long.MAX_VALUE));
      commands.setInt(next, query.limit());
      return entries(commands, objects);
    } catch (SQLException e) {
      throw StoreProblems.unreadable(file, e);
    }
  }

  private static List<HistoryEntry> entries(PreparedStatement commands, PreparedStatement objects)
      throws SQLException {
    List<HistoryEntry> entries = new ArrayList<>();
    try (ResultSet row = commands.executeQuery()) {
      while (row.next()) {
        entries.add(
            new HistoryEntry(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(2)),
                row.getString(3),
                row.getString(4),
                objects(objects, row.getLong(1))));
      }
    }
    return entries;
  }

  private static List<HistoryEntry.Changed> objects(PreparedStatement objects, long revision)
      throws SQLException {
    List<HistoryEntry.Changed> changed = new ArrayList<>();
    objects.setLong(1, revision);
    try (ResultSet row = objects.executeQuery()) {
      while (row.next()) {
        changed.add(
            new HistoryEntry.Changed(
                Kind.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                row.getString(2),
                Optional.ofNullable(row.getString(3)),
                Optional.ofNullable(row.getString(4))));
      }
    }
    return changed;
  }
}
