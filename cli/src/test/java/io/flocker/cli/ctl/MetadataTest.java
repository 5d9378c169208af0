package io.flocker.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {

  @Test
  void pairs_come_in_one_text_or_in_several() {
    assertThat(Metadata.parse(List.of("name=apples,tier=gold", "url=a=b")))
        .isEqualTo(Map.of("name", "apples", "tier", "gold", "url", "a=b"));
    assertThat(Metadata.parse(List.of("empty="))).isEqualTo(Map.of("empty", ""));
  }

  @Test
  void what_was_written_can_be_read() {
    assertThat(Metadata.text(Map.of("b", "2", "a", "1"))).isEqualTo("a=1,b=2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "=x", "a=1,,b=2", "a=1,a=2", ""})
  void what_is_not_pairs_is_refused(String text) {
    assertThatThrownBy(() -> Metadata.parse(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
