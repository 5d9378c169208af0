package io.flocker.control.store;

import java.util.List;

/** The tables, and how a file of an older schema becomes one of this. */
final class Schema {

  /** Marks a file as Flocker's: "Floc". */
  static final int APPLICATION = 0x466c_6f63;

  /** What brings a file from each version to the next; the first one makes it. */
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              """
              CREATE TABLE store (
                only INTEGER PRIMARY KEY CHECK (only = 1),
                revision INTEGER NOT NULL,
                incarnation TEXT NOT NULL
              ) STRICT\
              """,
              "INSERT INTO store VALUES (1, 0, lower(hex(randomblob(16))))",
              """
              CREATE TABLE object (
                kind TEXT NOT NULL,
                key TEXT NOT NULL,
                version INTEGER NOT NULL,
                document TEXT NOT NULL,
                PRIMARY KEY (kind, key)
              ) STRICT, WITHOUT ROWID\
              """,
              """
              CREATE TABLE home (
                dataset TEXT PRIMARY KEY,
                standing TEXT NOT NULL,
                node TEXT,
                epoch INTEGER,
                version INTEGER NOT NULL,
                CHECK (standing = 'unknown' AND node IS NULL AND epoch IS NULL
                  OR standing IN ('granted', 'withdrawn') AND node IS NOT NULL AND epoch IS NULL
                  OR standing = 'exists' AND node IS NOT NULL AND epoch IS NOT NULL)
              ) STRICT, WITHOUT ROWID\
              """,
              """
              CREATE TABLE history (
                revision INTEGER PRIMARY KEY,
                time INTEGER NOT NULL,
                who TEXT NOT NULL,
                command TEXT NOT NULL
              ) STRICT\
              """,
              "CREATE INDEX history_time ON history (time)",
              """
              CREATE TABLE history_object (
                kind TEXT NOT NULL,
                key TEXT NOT NULL,
                revision INTEGER NOT NULL,
                before TEXT,
                after TEXT,
                PRIMARY KEY (kind, key, revision)
              ) STRICT, WITHOUT ROWID\
              """,
              "CREATE INDEX history_object_revision ON history_object (revision)"),
          // Nothing to change: from here on there are snapshots, which older releases cannot read.
          List.of(),
          // A home may be unplaced. SQLite changes no check of a table that there is.
          List.of(
              """
              CREATE TABLE home_now (
                dataset TEXT PRIMARY KEY,
                standing TEXT NOT NULL,
                node TEXT,
                epoch INTEGER,
                version INTEGER NOT NULL,
                CHECK (standing IN ('unknown', 'unplaced') AND node IS NULL AND epoch IS NULL
                  OR standing IN ('granted', 'withdrawn') AND node IS NOT NULL AND epoch IS NULL
                  OR standing = 'exists' AND node IS NOT NULL AND epoch IS NOT NULL)
              ) STRICT, WITHOUT ROWID\
              """,
              "INSERT INTO home_now SELECT dataset, standing, node, epoch, version FROM home",
              "DROP TABLE home",
              "ALTER TABLE home_now RENAME TO home"));

  /** The version that this release writes. */
  static final int VERSION = STEPS.size();

  private Schema() {}

  /** The statements that bring a file of {@code version} to the next. */
  static List<String> step(int version) {
    return STEPS.get(version);
  }
}
