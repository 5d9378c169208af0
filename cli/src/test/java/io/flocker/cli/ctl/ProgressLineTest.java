package io.flocker.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  private final StringWriter err = new StringWriter();

  private static DatasetInfo moving(long bytes, String reason) {
    ObjectNode status =
        JsonNodeFactory.instance
            .objectNode()
            .put("dataset_id", "1921edea-0000-4000-8000-000000000001")
            .put("phase", "working")
            .put("reason", reason);
    status.putObject("progress").put("bytes", bytes).put("total", 4L << 30);
    return DatasetInfo.of(status);
  }

  private ProgressLine line(boolean terminal, int columns) {
    return new ProgressLine(new PrintWriter(err), terminal, Optional.of(columns));
  }

  @Test
  void on_a_terminal_one_line_is_drawn_over_and_taken_away_at_the_end() {
    ProgressLine line = line(true, 100);

    line.show(moving(1L << 30, "copying"));
    line.show(moving(3L << 30, "copying"));
    line.end();

    assertThat(err.toString())
        .isEqualTo(
            "\r\033[K[######                  ] 25 % of 4 GiB 1921edea working: copying"
                + "\r\033[K[##################      ] 75 % of 4 GiB 1921edea working: copying"
                + "\r\033[K");
  }

  @Test
  void a_line_never_wraps() {
    line(true, 40).show(moving(1L << 30, "something that takes many words to say"));

    assertThat(err.toString().substring("\r\033[K".length())).hasSizeLessThan(40).endsWith("…");
  }

  @Test
  void elsewhere_there_is_a_line_whenever_there_is_something_new_to_say() {
    ProgressLine line = line(false, 100);

    line.show(moving(1, "copying"));
    line.show(moving(2, "copying"));
    line.show(moving(3, "handing it over"));
    line.end();

    assertThat(err.toString().lines())
        .containsExactly("1921edea working: copying", "1921edea working: handing it over");
  }

  @Test
  void a_bar_shows_no_more_than_there_is() {
    assertThat(ProgressLine.bar(new DatasetInfo.Progress(9, 4)))
        .isEqualTo("[" + "#".repeat(24) + "] 100 % of 4 B");
    assertThat(ProgressLine.bar(new DatasetInfo.Progress(2048, 0))).isEqualTo("2 KiB sent");
  }
}
