package io.flocker.node.peer;

import io.flocker.core.model.NodeId;
import io.flocker.core.model.SnapshotName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of snapshots made for transfers: {@code move-EPOCH-UNIQUE-FROM-TO}, with the first
 * eight digits of both nodes' ids. The pair tells for which peer a snapshot is kept as the base of
 * the next transfer; every other name is a person's snapshot and is never removed.
 *
 * @param unique never used before for this pair, so that an earlier attempt's content is never
 *     taken for this one's
 */
public record TransferName(long epoch, String unique, String from, String to) {

  private static final Pattern FORM =
      Pattern.compile("move-([0-9]+)-([0-9a-z]+)-([0-9a-f]{8})-([0-9a-f]{8})");

  /** The name's parts, if it is one of a transfer. */
  public static Optional<TransferName> parse(SnapshotName name) {
    Matcher matcher = FORM.matcher(name.value());
    return matcher.matches()
        ? Optional.of(
            new TransferName(
                Long.parseLong(matcher.group(1)),
                matcher.group(2),
                matcher.group(3),
                matcher.group(4)))
        : Optional.empty();
  }

  /** Whether {@code name} was made for a transfer between these two nodes, either way. */
  public static boolean isBetween(SnapshotName name, NodeId one, NodeId other) {
    return parse(name)
        .filter(transfer ->
            (transfer.from().equals(one.brief()) && transfer.to().equals(other.brief()))
                || (transfer.from().equals(other.brief()) && transfer.to().equals(one.brief())))
        .isPresent();
  }

  /** The name as the filesystem knows it. */
  public SnapshotName name() {
    return new SnapshotName("move-" + epoch + "-" + unique + "-" + from + "-" + to);
  }
}
