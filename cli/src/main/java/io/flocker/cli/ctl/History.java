package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.cli.rest.RestClient;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flockerctl history}. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = "Shows who changed what when, the latest first.")
public final class History extends ServiceCommand {

  private static final int MOST = 1000;

  @ArgGroup private @Nullable SubjectOption subject;

  @Option(
      names = {"-a", "--actor"},
      paramLabel = "NAME",
      description = "Only what this one asked for, named as it is shown: user-alice.")
  private @Nullable String actor;

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      description = "At most so many changes, up to 1000 (default: ${DEFAULT-VALUE}).")
  private int limit = 100;

  @Option(
      names = "--before",
      paramLabel = "REVISION",
      description = "Go on before this one; `-o wide` shows the revisions.")
  private @Nullable Long before;

  @Override
  void prepare() {
    if (limit < 1 || limit > MOST) {
      throw misuse("--limit: " + limit + " (expected: 1 to " + MOST + ")");
    }
    if (subject != null) {
      argument("--container", subject::container);
    }
    if (before != null && before < 1) {
      throw misuse("--before: " + before + " (expected: a revision, 1 or more)");
    }
  }

  @Override
  void run(RestClient client) {
    JsonNode history = client.get("/v1/history", parameters(client));
    print(history, () -> table(history));
  }

  /** A dataset's history has that of its lease too. */
  private Map<String, String> parameters(RestClient client) {
    Map<String, String> parameters = new TreeMap<>(Map.of("limit", Integer.toString(limit)));
    if (subject != null) {
      parameters.put("id", subject.key(client));
      if (subject.container().isPresent()) {
        parameters.put("kind", "container");
      }
    }
    if (actor != null) {
      parameters.put("actor", actor);
    }
    if (before != null) {
      parameters.put("before", before.toString());
    }
    return parameters;
  }

  private Table table(JsonNode history) {
    boolean wide = format() == Format.WIDE;
    Table table =
        wide
            ? new Table("REVISION", "TIME", "ACTOR", "OBJECT", "CHANGE", "COMMAND")
            : new Table("TIME", "ACTOR", "OBJECT", "CHANGE");
    for (JsonNode entry : history) {
      if (entry.path("changes").isEmpty()) {
        row(table, entry, "everything", entry.path("command").asText());
      }
      for (JsonNode change : entry.path("changes")) {
        row(table, entry, object(change, wide), Difference.of(change, wide));
      }
    }
    return table;
  }

  private void row(Table table, JsonNode entry, String object, String change) {
    String time = entry.path("time").asText();
    String who = entry.path("actor").asText();
    if (format() == Format.WIDE) {
      String forced = entry.path("forced").asBoolean() ? " (forced)" : "";
      String command = entry.path("command").asText() + forced;
      table.row(entry.path("revision").asText(), time, who, object, change, command);
    } else {
      table.row(time, who, object, change);
    }
  }

  /** Such as {@code dataset 1921edea}. Names of containers are not cut. */
  private static String object(JsonNode change, boolean whole) {
    String kind = change.path("kind").asText();
    String id = change.path("id").asText();
    return kind + " " + Ids.shown(id, whole || kind.equals("container"));
  }
}
