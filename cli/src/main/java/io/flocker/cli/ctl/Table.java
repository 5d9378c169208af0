package io.flocker.cli.ctl;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lines of text in columns, with three blanks between them. Used by one thread. */
final class Table {

  private static final String GAP = "   ";

  private final List<List<String>> lines = new ArrayList<>();

  Table(String... header) {
    lines.add(List.of(header));
  }

  /** Adds a line; as many cells as the header has. */
  Table row(String... cells) {
    lines.add(List.of(cells).stream().map(Table::harmless).toList());
    return this;
  }

  /** What others wrote must not move this terminal's cursor. */
  static String harmless(String cell) {
    return cell.codePoints()
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** All lines; nothing stands at their ends. */
  List<String> text() {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < lines.getFirst().size(); column++) {
      int here = column;
      widths.add(lines.stream().mapToInt(line -> width(line.get(here))).max().orElse(0));
    }
    return lines.stream().map(line -> padded(line, widths)).toList();
  }

  private static String padded(List<String> line, List<Integer> widths) {
    StringBuilder text = new StringBuilder();
    for (int column = 0; column < line.size(); column++) {
      String cell = line.get(column);
      text.append(column == 0 ? "" : GAP)
          .append(cell)
          .append(" ".repeat(widths.get(column) - width(cell)));
    }
    return text.toString().stripTrailing();
  }

  /** How many columns of a terminal a text takes. */
  static int width(String text) {
    return text.codePoints().map(Table::width).sum();
  }

  private static int width(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(character) ? 2 : 1;
    };
  }

  private static boolean isWide(int character) {
    return Character.isIdeographic(character)
        || character == '✅'
        || character == '⌛'
        || (character >= 0x1100 && character <= 0x115F)
        || (character >= 0x3041 && character <= 0x33FF)
        || (character >= 0xAC00 && character <= 0xD7A3)
        || (character >= 0xFF01 && character <= 0xFF60)
        || (character >= 0x1F300 && character <= 0x1FAFF);
  }

  @Override
  public String toString() {
    return text().stream().collect(Collectors.joining("\n"));
  }
}
