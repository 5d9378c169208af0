package io.flocker.core.read.tree;

import io.flocker.core.read.tree.Tree.Entry;
import io.flocker.core.read.tree.Tree.Mapping;
import io.flocker.core.read.tree.Tree.Scalar;
import io.flocker.core.read.tree.Tree.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers the entries of one mapping: reports a key that comes twice, and fills in what {@code <<}
 * merges, which YAML 1.2 no longer names but Compose files use.
 */
final class MappingBuilder {

  private static final String MERGE = "<<";

  private final String file;
  private final String path;
  private final Problems problems;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<Entry> merges = new ArrayList<>();

  MappingBuilder(String file, String path, Problems problems) {
    this.file = file;
    this.path = path;
    this.problems = problems;
  }

  void add(Entry entry, boolean plainKey) {
    Scalar key = entry.key();
    if (plainKey && key.text().equals(MERGE)) {
      merges.add(entry);
      return;
    }
    Entry earlier = entries.putIfAbsent(key.text(), entry);
    if (earlier != null) {
      problems.add(
          new Spot(file, key.line(), key.column(), Spot.child(path, key.text())),
          "the key "
              + Shown.quoted(key.text())
              + " is written a second time; the first is in line "
              + earlier.key().line(),
          "keep one of them");
    }
  }

  List<Entry> entries() {
    for (Entry merge : merges) {
      merge(merge.value());
    }
    return List.copyOf(entries.values());
  }

  private void merge(Tree source) {
    switch (source) {
      case Mapping mapping ->
          mapping.entries().forEach(entry -> entries.putIfAbsent(entry.key().text(), entry));
      case Sequence sequence when sequence.items().stream().allMatch(Mapping.class::isInstance) ->
          sequence.items().forEach(this::merge);
      case Sequence sequence -> noteMerge(sequence);
      case Scalar scalar -> noteMerge(scalar);
    }
  }

  private void noteMerge(Tree source) {
    problems.add(
        new Spot(file, source.line(), source.column(), Spot.child(path, MERGE)),
        "'<<' merges mappings only",
        "write an alias of a mapping after it, such as <<: *common");
  }
}
