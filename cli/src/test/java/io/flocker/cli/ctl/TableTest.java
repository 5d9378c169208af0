package io.flocker.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columns_stand_below_each_other_three_blanks_apart() {
    assertThat(
            new Table("SERVER", "ADDRESS")
                .row("1acbab49", "172.16.70.251")
                .row("5d74f5da", "")
                .text())
        .containsExactly("SERVER     ADDRESS", "1acbab49   172.16.70.251", "5d74f5da");
  }

  @Test
  void a_wide_character_takes_two_columns() {
    assertThat(new Table("STATUS", "SERVER").row("attached ✅", "x").row("detached", "y").text())
        .containsExactly("STATUS        SERVER", "attached ✅   x", "detached      y");
    assertThat(Table.width("数据")).isEqualTo(4);
  }

  @Test
  void what_others_wrote_moves_no_cursor() {
    assertThat(new Table("A").row("\033[2Jx\ny").text()).containsExactly("A", "?[2Jx?y");
  }
}
