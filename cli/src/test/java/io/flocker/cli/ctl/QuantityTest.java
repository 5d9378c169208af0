package io.flocker.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "67108864, 67108864",
    "64M, 67108864",
    "64mb, 67108864",
    "64MiB, 67108864",
    "1g, 1073741824",
    "0.5G, 536870912",
    ".5G, 536870912",
    "2.5G, 2684354560",
    "1T, 1099511627776",
    "128k, 131072",
  })
  void sizes_are_read_in_every_way_that_the_original_knew(String text, long bytes) {
    assertThat(Quantity.parse(text).bytes()).isEqualTo(bytes);
  }

  @Test
  void a_fraction_of_a_unit_becomes_whole_kibibytes() {
    assertThat(Quantity.parse("1.3G").bytes() % 1024).isZero();
    assertThat(Quantity.parse("1.3G").bytes()).isEqualTo(1_395_864_576L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10X", "ten", "", "-1G", "1G2", "10 potatoes", "B", "0", "99999999T"})
  void what_is_no_size_is_no_number_of_bytes_either(String text) {
    assertThatThrownBy(() -> Quantity.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }
}
