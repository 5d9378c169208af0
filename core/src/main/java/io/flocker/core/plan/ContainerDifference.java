package io.flocker.core.plan;

import io.flocker.core.model.Application;
import io.flocker.core.model.NodeName;
import io.flocker.core.state.ObservedContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/** In which parts a container differs from what it should be. */
public final class ContainerDifference {

  private ContainerDifference() {}

  /**
   * The names of the parts that changed since the container was made. One without a label, from an
   * early release, is judged by its image and ports.
   *
   * @param self the name by which links are told to find the node that the container runs on
   */
  public static List<String> changedParts(
      ObservedContainer container, Application application, NodeName self) {
    SortedMap<String, String> had = container.specification();
    List<String> changed = new ArrayList<>();
    if (had.isEmpty()) {
      if (!container.image().equals(application.image())) {
        changed.add("image");
      }
      if (!container.ports().equals(application.ports())) {
        changed.add("ports");
      }
      return changed;
    }
    SortedMap<String, String> wanted = SpecificationDigest.of(application, self);
    TreeSet<String> parts = new TreeSet<>(had.keySet());
    parts.addAll(wanted.keySet());
    for (String part : parts) {
      if (!wanted.getOrDefault(part, "").equals(had.getOrDefault(part, ""))) {
        changed.add(part);
      }
    }
    return changed;
  }

  /** Such as "environment, image and ports changed". */
  static String sentence(List<String> parts) {
    List<String> words = parts.stream().map(part -> part.replace('_', ' ')).toList();
    int last = words.size() - 1;
    return (last == 0
            ? words.getFirst()
            : String.join(", ", words.subList(0, last)) + " and " + words.getLast())
        + " changed";
  }
}
