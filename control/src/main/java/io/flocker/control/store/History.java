package io.flocker.control.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flocker.control.model.Entity;
import io.flocker.control.model.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks up who changed what when, beside the writer and without holding it up. */
final class History {

  /** One command can change very many objects: with so many, an answer is long enough. */
  private static final int MOST_OBJECTS = 10_000;

  /** To be completed by what else is so of the object. */
  private static final String EXISTS =
      "EXISTS (SELECT 1 FROM history_object o WHERE o.revision = history.revision";

  private final Path file;

  private History(Path file) {
    this.file = file;
  }

  static List<HistoryEntry> read(Path file, HistoryQuery query) {
    Condition wanted = commands(query);
    Condition shown = objects(query);
    try (Connection connection = Database.connect(file);
        PreparedStatement commands =
            connection.prepareStatement(
                "SELECT revision, time, who, command FROM history WHERE "
                    + wanted.sql()
                    + " ORDER BY revision DESC LIMIT "
                    + query.limit());
        PreparedStatement objects =
            connection.prepareStatement(
                "SELECT kind, key, before, after FROM history_object WHERE "
                    + shown.sql()
                    + " AND revision = ? ORDER BY kind, key")) {
      wanted.fill(commands);
      shown.fill(objects);
      return new History(file).entries(commands, objects, shown.values().size() + 1);
    } catch (SQLException e) {
      throw StoreProblems.unreadable(file, e);
    }
  }

  /** What stands after WHERE, with the values of its question marks. */
  private record Condition(List<String> parts, List<Object> values) {

    Condition() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    Condition and(String part, List<?> of) {
      parts.add(part);
      values.addAll(of);
      return this;
    }

    String sql() {
      return String.join(" AND ", parts);
    }

    void fill(PreparedStatement statement) throws SQLException {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
    }
  }

  private static Condition commands(HistoryQuery query) {
    Condition wanted =
        new Condition().and("revision < ?", List.of(query.before().orElse(Long.MAX_VALUE)));
    query.who().ifPresent(who -> wanted.and("who = ?", List.of(who)));
    query.since().ifPresent(since -> wanted.and("time >= ?", List.of(since.toEpochMilli())));
    query.until().ifPresent(until -> wanted.and("time < ?", List.of(until.toEpochMilli())));
    if (!query.isAboutAll()) {
      Condition objects = objects(query);
      // With a key there is an index to it; without one, most commands have what is asked for.
      wanted.and(
          query.key().isPresent()
              ? "revision IN (SELECT revision FROM history_object WHERE " + objects.sql() + ")"
              : "(" + EXISTS + " AND " + objects.sql() + ") OR NOT " + EXISTS + "))",
          objects.values());
    }
    return wanted;
  }

  private static Condition objects(HistoryQuery query) {
    Condition objects =
        new Condition()
            .and(
                "kind IN ("
                    + String.join(", ", Collections.nCopies(query.kinds().size(), "?"))
                    + ")",
                query.kinds().stream().map(Kind::toString).toList());
    query.key().ifPresent(key -> objects.and("key = ?", List.of(key)));
    return objects;
  }

  private List<HistoryEntry> entries(
      PreparedStatement commands, PreparedStatement objects, int revision) throws SQLException {
    List<HistoryEntry> entries = new ArrayList<>();
    int told = 0;
    try (ResultSet row = commands.executeQuery()) {
      while (told < MOST_OBJECTS && row.next()) {
        objects.setLong(revision, row.getLong(1));
        List<HistoryEntry.Changed> changed = changed(objects, row.getLong(1));
        told += changed.size();
        entries.add(
            new HistoryEntry(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(2)),
                row.getString(3),
                row.getString(4),
                changed));
      }
    }
    return entries;
  }

  private List<HistoryEntry.Changed> changed(PreparedStatement objects, long revision)
      throws SQLException {
    List<HistoryEntry.Changed> changed = new ArrayList<>();
    try (ResultSet row = objects.executeQuery()) {
      while (row.next()) {
        Kind kind = Kind.valueOf(row.getString(1).toUpperCase(Locale.ROOT));
        changed.add(
            new HistoryEntry.Changed(
                kind,
                row.getString(2),
                entity(kind, row.getString(3), revision),
                entity(kind, row.getString(4), revision)));
      }
    }
    return changed;
  }

  private Optional<Entity> entity(Kind kind, @Nullable String document, long revision) {
    if (document == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Documents.read(kind, document));
    } catch (JsonProcessingException e) {
      throw StoreProblems.damaged(
          file, "history, revision " + revision + ", " + kind + ": " + e.getOriginalMessage(), e);
    }
  }
}
