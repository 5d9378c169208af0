package io.flocker.core.plan;

import io.flocker.core.model.Port;
import io.flocker.core.plan.Plan.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * All chains of a node. Chains that have nothing to do with each other run side by side; those
 * where one needs what another gives up become one sequence, phase by phase.
 */
final class Chains {

  private final SortedMap<String, Chain> chains = new TreeMap<>();
  private final Map<String, String> parents = new HashMap<>();

  /** The chain of this key, a new one if there is none yet. */
  Chain of(String key) {
    return chains.computeIfAbsent(key, Chain::new);
  }

  /** Whether a chain of this key starts its container. */
  boolean starts(String key) {
    Chain chain = chains.get(key);
    return chain != null && !chain.start().isEmpty();
  }

  /** What the node does, one branch for each group of chains that belong together. */
  List<Plan> branches() {
    joinByPort();
    joinByPath();
    joinByStartOrder();
    Map<String, List<Chain>> groups = new LinkedHashMap<>();
    for (Chain chain : chains.values()) {
      groups.computeIfAbsent(root(chain.key()), key -> new ArrayList<>()).add(chain);
    }
    return groups.values().stream().map(Chains::sequence).filter(plan -> !plan.isEmpty()).toList();
  }

  private void joinByPort() {
    Map<Integer, Chain> holders = new HashMap<>();
    for (Chain chain : chains.values()) {
      for (Port port : chain.container().map(c -> (Collection<Port>) c.ports()).orElse(List.of())) {
        holders.put(port.external(), chain);
      }
    }
    for (Chain chain : chains.values()) {
      for (int port : chain.neededPorts()) {
        free(holders.get(port), chain);
      }
    }
  }

  private void joinByPath() {
    Map<String, List<Chain>> users = new HashMap<>();
    for (Chain chain : chains.values()) {
      for (String path : chain.container().map(c -> c.volumePaths()).orElse(List.of())) {
        users.computeIfAbsent(path, key -> new ArrayList<>()).add(chain);
      }
    }
    for (Chain chain : chains.values()) {
      for (String path : chain.neededPaths()) {
        users.getOrDefault(path, List.of()).forEach(user -> free(user, chain));
      }
    }
  }

  private void free(@org.jspecify.annotations.Nullable Chain holder, Chain needy) {
    if (holder != null && holder != needy && holder.frees()) {
      holder.removeEarly();
      parents.put(root(holder.key()), root(needy.key()));
    }
  }

  private void joinByStartOrder() {
    for (Chain chain : chains.values()) {
      for (String earlier : chain.startAfter()) {
        Chain other = chains.get(earlier);
        if (other != null && !chain.start().isEmpty() && !other.start().isEmpty()) {
          parents.put(root(chain.key()), root(earlier));
        }
      }
    }
  }

  private String root(String key) {
    String parent = parents.getOrDefault(key, key);
    return parent.equals(key) ? key : root(parent);
  }

  private static Plan sequence(List<Chain> group) {
    List<Plan> steps = new ArrayList<>();
    List<Step> pulls = collect(group, Chain::pulls);
    if (pulls.size() > 1) {
      steps.add(new Plan.Parallel(List.copyOf(pulls)));
    } else {
      steps.addAll(pulls);
    }
    steps.addAll(collect(group, Chain::repairs));
    steps.addAll(collect(group, Chain::free));
    steps.addAll(collect(group, Chain::retirements));
    steps.addAll(collect(group, Chain::leave));
    steps.addAll(collect(inStartOrder(group), Chain::arrive));
    steps.addAll(collect(group, Chain::cleanUp));
    return new Plan.Sequence(steps);
  }

  private static <T extends Plan> List<T> collect(
      Collection<Chain> group, Function<Chain, List<T>> phase) {
    return group.stream().map(phase).flatMap(List::stream).distinct().toList();
  }

  private static Collection<Chain> inStartOrder(List<Chain> group) {
    Map<String, Chain> byKey = new HashMap<>();
    group.forEach(chain -> byKey.put(chain.key(), chain));
    SequencedSet<Chain> ordered = new LinkedHashSet<>();
    SequencedSet<String> visiting = new LinkedHashSet<>();
    group.forEach(chain -> visit(chain, byKey, visiting, ordered));
    return ordered;
  }

  private static void visit(
      Chain chain,
      Map<String, Chain> byKey,
      SequencedSet<String> visiting,
      SequencedSet<Chain> ordered) {
    if (!visiting.add(chain.key())) {
      return;
    }
    for (String earlier : chain.startAfter()) {
      Chain other = byKey.get(earlier);
      if (other != null) {
        visit(other, byKey, visiting, ordered);
      }
    }
    ordered.add(chain);
  }
}
