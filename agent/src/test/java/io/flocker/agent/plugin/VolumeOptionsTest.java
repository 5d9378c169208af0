package io.flocker.agent.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.problem.ProblemException;
import io.flocker.protocol.v1.NewVolume;
import io.flocker.protocol.v1.OnRemove;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeOptionsTest {

  private static NewVolume read(Map<String, ?> options) {
    return VolumeOptions.read("data", options);
  }

  private static ThrowingCallable reading(Map<String, ?> options) {
    return () -> {
      NewVolume _ = read(options);
    };
  }

  @Test
  void without_options_everything_is_the_clusters_choice() {
    assertThat(read(Map.of())).isEqualTo(NewVolume.newBuilder().setName("data").build());
  }

  @Test
  void all_options_are_understood() {
    assertThat(
            read(
                Map.of(
                    "size", "10G",
                    "profile", "gold",
                    "from", "other@daily",
                    "on-remove", "retain",
                    "node", "192.0.2.1")))
        .isEqualTo(
            NewVolume.newBuilder()
                .setName("data")
                .setMaximumSize(10L << 30)
                .setProfile("gold")
                .setFrom("other")
                .setFromSnapshot("daily")
                .setOnRemove(OnRemove.ON_REMOVE_RETAIN)
                .setNode("192.0.2.1")
                .build());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "007, 7",
    "3k, 3072",
    "3kb, 3072",
    "3KiB, 3072",
    "2m, 2097152",
    "2Mb, 2097152",
    "2mib, 2097152",
    "1G, 1073741824",
    "1gb, 1073741824",
    "1GIB, 1073741824",
    "1t, 1099511627776",
    "1Tb, 1099511627776",
    "8388607tib, 9223370937343148032",
  })
  void a_size_is_whole_digits_and_a_binary_unit_in_any_case(String text, long bytes) {
    assertThat(read(Map.of("size", text)).getMaximumSize()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "10 g",
        " 10g",
        "10g ",
        "100b",
        "2.5G",
        "-1",
        "+1",
        "g",
        "10gg",
        "10gi",
        "10p",
        "0x10",
        "1e3",
        "١٠",
        "0",
        "0g",
        "8388608t",
        "99999999999999999999999999"
      })
  void any_other_size_is_refused_with_what_is_right(String text) {
    assertThatThrownBy(reading(Map.of("size", text)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("volume data: option size is '" + text + "'")
        .hasMessageContaining("write ");
  }

  @Test
  void all_that_is_wrong_is_said_at_once() {
    assertThatThrownBy(
            reading(
                Map.of(
                    "sise", "1g",
                    "size", 10,
                    "profile", "Gold",
                    "from", "@daily",
                    "on-remove", "keep",
                    "node", " ")))
        .hasMessageContaining("option sise is '1g': there is no such option")
        .hasMessageContaining("size, profile, from, on-remove and node")
        .hasMessageContaining("option size is '10': options are texts")
        .hasMessageContaining("gold, silver or bronze")
        .hasMessageContaining("VOLUME@SNAPSHOT")
        .hasMessageContaining("retain, trash or delete")
        .hasMessageContaining("option node is ' '")
        .extracting(problem -> ((ProblemException) problem).problems().size())
        .isEqualTo(6);
  }

  @Test
  void options_of_any_backend_go_with_the_volume_in_one_form() {
    assertThat(
            read(Map.of(
                    "zfs.compression", "lz4",
                    "zfs.recordsize", "16k",
                    "btrfs.datacow", "off",
                    "size", "1g"))
                .getPropertiesMap())
        .isEqualTo(
            Map.of("zfs.compression", "lz4", "zfs.recordsize", "16384", "btrfs.datacow", "off"));
  }

  @Test
  void what_is_wrong_with_options_of_a_backend_is_said_with_all_else() {
    assertThatThrownBy(
            reading(
                Map.of(
                    "size", "ten",
                    "zfs.compression", "best",
                    "zfs.dedup", "on",
                    "zfs.atime", false,
                    "btrfs.compression", "zlib",
                    "btrfs.datacow", "off")))
        .hasMessageContaining("volume data: option zfs.compression is 'best'")
        .hasMessageContaining("write on, off, lz4")
        .hasMessageContaining("option zfs.dedup is 'on': there is no such option")
        .hasMessageContaining("option zfs.atime is 'false': options are texts")
        .extracting(problem -> ((ProblemException) problem).problems().size())
        .isEqualTo(5);
    assertThatThrownBy(reading(Map.of("btrfs.compression", "zlib", "btrfs.datacow", "off")))
        .hasMessageContaining("option btrfs.compression is 'zlib'")
        .hasMessageContaining("leave out btrfs.datacow=off");
    assertThatThrownBy(reading(Map.of("compression", "lz4")))
        .hasMessageContaining("zfs.compression");
  }

  @Test
  void a_clone_is_of_what_is_there_now_unless_a_snapshot_is_named() {
    NewVolume clone = read(Map.of("from", "other"));
    assertThat(clone.getFrom()).isEqualTo("other");
    assertThat(clone.getFromSnapshot()).isEmpty();
    assertThat(read(Map.of("from", "other@a@b")).getFromSnapshot()).isEqualTo("a@b");
    assertThatThrownBy(reading(Map.of("from", "other@"))).hasMessageContaining("VOLUME@SNAPSHOT");
  }

  @Test
  void sixty_four_hexadecimal_digits_are_no_name_that_anybody_gave() {
    String digits = "0123456789abcdef".repeat(4);
    assertThat(VolumeOptions.read(digits, Map.of()).getAnonymous()).isTrue();
    assertThat(VolumeOptions.read(digits.substring(1), Map.of()).getAnonymous()).isFalse();
    assertThat(VolumeOptions.read(digits.replace('a', 'A'), Map.of()).getAnonymous()).isFalse();
  }
}
