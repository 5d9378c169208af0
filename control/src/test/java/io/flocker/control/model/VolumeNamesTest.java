package io.flocker.control.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeNamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "7", "pgdata", "PG_data-1.2", "a..b", "0-", "9f86d081884c7d65"})
  void a_name_as_docker_allows_it_is_good(String name) {
    assertThat(VolumeNames.problem(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".hidden|\".\" as character 1",
        "-option|\"-\" as character 1",
        "_x|\"_\" as character 1",
        "a/b|\"/\" as character 2",
        "../etc|\".\" as character 1",
        "my db|U+0020 as character 3",
        "pg\u00e4|U+00E4 as character 3",
        "a\ud83d\udc18b|U+1F418 as character 2",
        "p\u0430y|U+0430 as character 2",
        "a:b|\":\" as character 2",
      })
  void what_is_wrong_with_which_character_is_said(String name, String said) {
    assertThat(VolumeNames.problem(name).orElseThrow())
        .contains(said)
        .contains("expected: a letter or digit of ASCII");
  }

  @Test
  void what_a_terminal_would_obey_is_not_repeated() {
    assertThat(VolumeNames.problem("a\u001b[31m\u202e").orElseThrow())
        .startsWith("\"a?[31m?\" has U+001B as character 2");
  }

  @Test
  void a_name_has_at_most_255_characters() {
    assertThat(VolumeNames.problem("x".repeat(255))).isEmpty();
    assertThat(VolumeNames.problem("x".repeat(256)).orElseThrow())
        .contains("has 256 characters")
        .hasSizeLessThan(300);
    assertThat(VolumeNames.problem("").orElseThrow()).startsWith("\"\" (expected");
  }
}
