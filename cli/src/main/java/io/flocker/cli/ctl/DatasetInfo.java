package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A dataset as {@code /v1/status/datasets} tells it.
 *
 * @param wanted empty if nobody asked for it
 * @param phase how far it is
 * @param reasons why it is so, and what would change it, for people
 * @param progress how far a transfer is
 * @param place where it can be written to; empty if it is nowhere
 * @param snapshots those that were asked for or found
 * @param unplaced whether no node has it before its first use
 */
record DatasetInfo(
    String id,
    Optional<Wanted> wanted,
    String phase,
    Reasons reasons,
    Optional<Progress> progress,
    Optional<Place> place,
    List<Snapshot> snapshots,
    boolean unplaced) {

  /**
   * How it should be.
   *
   * @param primary the id of the node that it should be on
   * @param maximumSize in bytes; empty for no limit
   * @param trash empty if it is not in the trash
   * @param version grows with each change
   */
  record Wanted(
      String primary,
      Map<String, String> metadata,
      OptionalLong maximumSize,
      boolean deleted,
      Optional<Trash> trash,
      long version) {}

  /**
   * That it was removed and can be restored; times as the API tells them.
   *
   * @param until when it is deleted
   */
  record Trash(String since, String until) {}

  /**
   * What there is to say about a phase; a text is empty if there is nothing.
   *
   * @param waitingFor what must happen first
   * @param error what went wrong last
   */
  record Reasons(String reason, String waitingFor, String error) {

    static Reasons of(JsonNode status) {
      JsonNode error = status.path("error");
      return new Reasons(
          status.path("reason").asText(""),
          status.path("waiting_for").asText(""),
          Stream.of(
                  error.path("where").asText(""),
                  error.path("what").asText(""),
                  error.path("remedy").asText(""))
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining(" — ")));
    }

    /** All of it in one line. */
    String line() {
      return Stream.of(reason, waitingFor.isEmpty() ? "" : "waits for " + waitingFor, error)
          .filter(part -> !part.isEmpty())
          .collect(Collectors.joining("; "));
    }
  }

  /**
   * How far a transfer is, in bytes.
   *
   * @param total 0 while it is not known
   */
  record Progress(long bytes, long total) {

    /** What a status says of it. */
    static Optional<Progress> of(JsonNode status) {
      JsonNode progress = status.path("progress");
      return progress.isObject()
          ? Optional.of(
              new Progress(progress.path("bytes").asLong(), progress.path("total").asLong()))
          : Optional.empty();
    }
  }

  /**
   * Where it can be written to.
   *
   * @param node the node's id
   * @param path of its content
   */
  record Place(String node, String path) {}

  /**
   * A snapshot of it.
   *
   * @param state how far it is, in the API's word
   * @param reason why
   */
  record Snapshot(String name, String state, String reason) {

    /** All of it in one line. */
    String line() {
      return state + ": " + reason;
    }
  }

  /** The words of the original for how a dataset is. */
  enum Standing {
    ATTACHED("attached ✅"),
    DETACHED("detached"),
    PENDING("pending ⌛"),
    TRASHED("trashed"),
    DELETING("deleting"),
    DELETED("deleted");

    private final String words;

    Standing(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  static DatasetInfo of(JsonNode status) {
    JsonNode wanted = status.path("wanted");
    return new DatasetInfo(
        status.path("dataset_id").asText(),
        wanted.isObject()
            ? Optional.of(wanted(wanted, status.path("version").asLong()))
            : Optional.empty(),
        status.path("phase").asText(""),
        Reasons.of(status),
        Progress.of(status),
        status.has("path")
            ? Optional.of(new Place(status.path("primary").asText(), status.path("path").asText()))
            : Optional.empty(),
        status
            .path("snapshots")
            .valueStream()
            .map(one ->
                new Snapshot(
                    one.path("name").asText(),
                    one.path("state").asText(),
                    one.path("reason").asText()))
            .toList(),
        status.path("unplaced").asBoolean());
  }

  private static Wanted wanted(JsonNode wanted, long version) {
    Map<String, String> metadata = new TreeMap<>();
    wanted
        .path("metadata")
        .properties()
        .forEach(pair -> metadata.put(pair.getKey(), pair.getValue().asText()));
    JsonNode size = wanted.path("maximum_size");
    return new Wanted(
        wanted.path("primary").asText(),
        metadata,
        size.isNumber() ? OptionalLong.of(size.asLong()) : OptionalLong.empty(),
        wanted.path("deleted").asBoolean(),
        wanted.has("trashed")
            ? Optional.of(
                new Trash(wanted.path("trashed").asText(), wanted.path("trashed_until").asText()))
            : Optional.empty(),
        version);
  }

  /** What its maker called it. */
  Optional<String> name() {
    return wanted.map(Wanted::metadata).map(metadata -> metadata.get("name"));
  }

  /** This name, or the one that it has. */
  Optional<String> nameOr(@Nullable String given) {
    return Optional.ofNullable(given).or(this::name);
  }

  /** Whether it was removed and can be restored. */
  boolean isTrashed() {
    return wanted.flatMap(Wanted::trash).isPresent();
  }

  /** How a message calls it. */
  String called() {
    return name().map(name -> id + " (" + name + ")").orElse(id);
  }

  /** Whether it is, or is to be, destroyed. */
  boolean isDeleted() {
    return wanted.filter(Wanted::deleted).isPresent();
  }

  /** Whether everything is as wanted. */
  boolean isSettled() {
    return phase.equals("settled");
  }

  /** Whether nothing will happen until something else changes. */
  boolean isRefused() {
    return phase.equals("refused");
  }

  /** Whether it can be written to where it is wanted, as far as anyone knows. */
  boolean isThere() {
    return wanted.isPresent()
        && place.filter(where -> where.node().equals(wanted.get().primary())).isPresent()
        && !phase.equals("unreachable");
  }

  /** In the original's words, and only true ones: one that is being moved is not attached yet. */
  Standing standing() {
    if (isDeleted()) {
      return isSettled() ? Standing.DELETED : Standing.DELETING;
    }
    if (isTrashed()) {
      return Standing.TRASHED;
    }
    if (wanted.isEmpty() || unplaced) {
      return Standing.DETACHED;
    }
    return isThere() ? Standing.ATTACHED : Standing.PENDING;
  }
}
