package io.flocker.core.read.tree;

import io.flocker.core.read.tree.Tree.Kind;
import java.util.Set;
import java.util.regex.Pattern;

/** What an unquoted scalar means in YAML 1.2: there is no {@code yes}, no {@code 22:22} number. */
final class CoreSchema {

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> BOOLEANS =
      Set.of("true", "True", "TRUE", "false", "False", "FALSE");
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
  private static final Pattern FLOAT =
      Pattern.compile(
          "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
              + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

  private CoreSchema() {}

  static Kind kindOf(String plain) {
    if (NULLS.contains(plain)) {
      return Kind.NULL;
    }
    if (BOOLEANS.contains(plain)) {
      return Kind.BOOLEAN;
    }
    if (INTEGER.matcher(plain).matches()) {
      return Kind.INTEGER;
    }
    return FLOAT.matcher(plain).matches() ? Kind.FLOAT : Kind.STRING;
  }
}
