package io.flocker.core.read.tree;

import io.flocker.core.read.tree.Tree.Entry;
import io.flocker.core.read.tree.Tree.Kind;
import io.flocker.core.read.tree.Tree.Mapping;
import io.flocker.core.read.tree.Tree.Scalar;
import io.flocker.core.read.tree.Tree.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Compose replaces variables in texts from the shell in which it runs. A cluster has no such shell:
 * the same file must mean the same everywhere, so a variable is refused and {@code $$} is a dollar.
 */
final class Interpolation {

  private static final Pattern VARIABLE = Pattern.compile("\\$(\\{?[A-Za-z_][A-Za-z0-9_]*)?");

  private Interpolation() {}

  static Tree refuse(Tree tree, Spot spot, Problems problems) {
    return switch (tree) {
      case Scalar scalar -> scalar(scalar, spot, problems);
      case Sequence sequence -> {
        List<Tree> items = new ArrayList<>();
        for (Tree item : sequence.items()) {
          items.add(below(item, spot, spot.path() + "[" + items.size() + "]", problems));
        }
        yield new Sequence(sequence.line(), sequence.column(), items);
      }
      case Mapping mapping ->
          new Mapping(
              mapping.line(),
              mapping.column(),
              mapping.entries().stream()
                  .map(entry ->
                      new Entry(
                          entry.key(),
                          below(
                              entry.value(),
                              spot,
                              Spot.child(spot.path(), entry.key().text()),
                              problems)))
                  .toList());
    };
  }

  private static Tree below(Tree tree, Spot parent, String path, Problems problems) {
    return refuse(tree, new Spot(parent.file(), tree.line(), tree.column(), path), problems);
  }

  private static Scalar scalar(Scalar scalar, Spot spot, Problems problems) {
    if (scalar.kind() != Kind.STRING || scalar.text().indexOf('$') < 0) {
      return scalar;
    }
    String rest = scalar.text().replace("$$", "");
    int dollar = rest.indexOf('$');
    if (dollar >= 0) {
      var matcher = VARIABLE.matcher(rest).region(dollar, rest.length());
      String variable = matcher.lookingAt() ? matcher.group() : "$";
      problems.add(
          spot,
          "the variable "
              + Shown.quoted(variable + (variable.startsWith("${") ? "}" : ""))
              + " cannot be replaced: nodes have no shell environment to take it from",
          "write the value itself, or $$ for a dollar sign");
    }
    return new Scalar(
        scalar.line(), scalar.column(), scalar.kind(), scalar.text().replace("$$", "$"));
  }
}
