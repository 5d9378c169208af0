package io.flocker.cli.ctl;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the one object that a person means: by its whole id, by the beginning of it, or by another
 * name that it has. Pure. What means none or several is a {@link ProblemException}: a guess could
 * destroy the wrong one.
 */
final class Lookup {

  private static final int SHOWN = 10;

  private Lookup() {}

  /**
   * A node by its id or its address. One that has left the cluster is meant by its whole id only:
   * its address may be another's now.
   */
  static NodeInfo node(List<NodeInfo> nodes, String given) {
    return new Kind<>(
            "node",
            "address",
            "flockerctl list-nodes",
            NodeInfo::id,
            node -> node.host().equals(given),
            NodeInfo::called)
        .find(
            nodes.stream()
                .filter(node -> !node.hasLeft() || node.id().equalsIgnoreCase(given))
                .toList(),
            given);
  }

  /**
   * A dataset by its id or the {@code name} in its metadata. One that is deleted is meant by its
   * whole id only, one in the trash by its id: their names may have been given to others since.
   */
  static DatasetInfo dataset(List<DatasetInfo> datasets, String given) {
    return new Kind<>(
            "dataset",
            "name",
            "flockerctl list",
            DatasetInfo::id,
            dataset -> !dataset.isTrashed() && dataset.name().filter(given::equals).isPresent(),
            DatasetInfo::called)
        .find(
            datasets.stream()
                .filter(dataset -> !dataset.isDeleted() || dataset.id().equalsIgnoreCase(given))
                .toList(),
            given);
  }

  /** A dataset in the trash by its id or the name that it had. */
  static DatasetInfo trashedDataset(List<DatasetInfo> datasets, String given) {
    return new Kind<>(
            "dataset in the trash",
            "name",
            "flockerctl list --trash",
            DatasetInfo::id,
            dataset -> dataset.name().filter(given::equals).isPresent(),
            DatasetInfo::called)
        .find(datasets.stream().filter(DatasetInfo::isTrashed).toList(), given);
  }

  private record Kind<T>(
      String noun,
      String otherName,
      String listing,
      Function<T, String> id,
      Predicate<T> named,
      Function<T, String> called) {

    T find(List<T> all, String given) {
      if (given.isBlank()) {
        throw problem(
            "no " + noun + " is named",
            "give the beginning of its id, or its " + otherName + "; `" + listing + "` shows them");
      }
      String prefix = given.toLowerCase(Locale.ROOT);
      List<T> found =
          all.stream().filter(one -> id.apply(one).startsWith(prefix) || named.test(one)).toList();
      List<T> exact = found.stream().filter(one -> id.apply(one).equals(prefix)).toList();
      if (!exact.isEmpty()) {
        return exact.getFirst();
      }
      return switch (found.size()) {
        case 0 ->
            throw problem(
                "no " + noun + " matches " + given,
                "give the beginning of its id, or its "
                    + otherName
                    + "; `"
                    + listing
                    + "` shows them");
        case 1 -> found.getFirst();
        default ->
            throw problem(
                given + " is ambiguous: it can mean the " + nouns() + " " + some(found),
                "give more of the id");
      };
    }

    /** More than one: a dataset in the trash, datasets in the trash. */
    private String nouns() {
      return noun.replaceFirst("^([a-z]+)", "$1s");
    }

    private String some(List<T> found) {
      return found.stream().limit(SHOWN).map(called).collect(Collectors.joining(", "))
          + (found.size() > SHOWN ? " and " + (found.size() - SHOWN) + " more" : "");
    }

    private static ProblemException problem(String what, String remedy) {
      return new ProblemException(new Problem(Problem.Kind.CONFIGURATION, "", what, remedy));
    }
  }
}
