package io.flocker.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flocker.core.json.Json;
import io.flocker.core.state.VolumeRecord;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumePropertiesTest {

  @ParameterizedTest
  @CsvSource({
    "zfs.compression, on, on",
    "zfs.compression, off, off",
    "zfs.compression, lz4, lz4",
    "zfs.compression, lzjb, lzjb",
    "zfs.compression, zle, zle",
    "zfs.compression, zstd, zstd",
    "zfs.compression, gzip, gzip",
    "zfs.compression, gzip-1, gzip-1",
    "zfs.compression, gzip-9, gzip-9",
    "zfs.recordsize, 512, 512",
    "zfs.recordsize, 16384, 16384",
    "zfs.recordsize, 16k, 16384",
    "zfs.recordsize, 128K, 131072",
    "zfs.recordsize, 1024k, 1048576",
    "zfs.recordsize, 1m, 1048576",
    "zfs.recordsize, 1M, 1048576",
    "zfs.atime, on, on",
    "zfs.atime, off, off",
    "zfs.logbias, latency, latency",
    "zfs.logbias, throughput, throughput",
    "btrfs.compression, zlib, zlib",
    "btrfs.compression, lzo, lzo",
    "btrfs.compression, zstd, zstd",
    "btrfs.compression, none, none",
    "btrfs.datacow, on, on",
    "btrfs.datacow, off, off",
  })
  void a_good_value_is_kept_in_one_form(String option, String value, String kept) {
    assertThat(VolumeProperties.of(Map.of(option, value)).values()).isEqualTo(Map.of(option, kept));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zfs.compression   | best    | gzip-1 to gzip-9",
        "zfs.compression   | LZ4     | lz4",
        "zfs.compression   | gzip-0  | gzip-1 to gzip-9",
        "zfs.compression   | gzip-10 | gzip-1 to gzip-9",
        "zfs.compression   | ''      | lz4",
        "zfs.recordsize    | 0       | a power of two",
        "zfs.recordsize    | 256     | from 512",
        "zfs.recordsize    | 1000    | a power of two",
        "zfs.recordsize    | 2m      | to 1m",
        "zfs.recordsize    | 2097152 | to 1m",
        "zfs.recordsize    | 016k    | such as 16k",
        "zfs.recordsize    | 16kb    | such as 16k",
        "zfs.recordsize    | 1.5k    | such as 16k",
        "zfs.recordsize    | -512    | such as 16k",
        "zfs.recordsize    | ' 16k'  | such as 16k",
        "zfs.recordsize    | 99999999999 | to 1m",
        "zfs.atime         | yes     | on or off",
        "zfs.logbias       | speed   | latency or throughput",
        "btrfs.compression | lz4     | zlib, lzo, zstd or none",
        "btrfs.compression | off     | zlib, lzo, zstd or none",
        "btrfs.datacow     | no      | on or off",
        "zfs.dedup         | on      | one of btrfs.compression, btrfs.datacow, zfs.atime",
        "zfs.              | on      | zfs.recordsize",
        "loopback.size     | 1g      | zfs.recordsize",
        "ZFS.compression   | lz4     | zfs.compression",
      })
  void anything_else_is_refused_with_what_is_right(String option, String value, String right) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VolumeProperties.of(Map.of(option, value)))
        .withMessageContaining(option + ": \"" + value + "\" (expected: ")
        .withMessageContaining(right);
  }

  @Test
  void all_that_is_wrong_is_said_at_once() {
    assertThat(
            VolumePropertyRules.violations(
                Map.of(
                    "zfs.atime", "1",
                    "zfs.dedup", "on",
                    "btrfs.datacow", "off",
                    "btrfs.compression", "lzo",
                    "x.y", "z")))
        .extracting(VolumePropertyRules.Violation::option)
        .containsExactlyInAnyOrder("x.y", "zfs.atime", "zfs.dedup", "btrfs.compression");
    assertThat(
            VolumePropertyRules.violations(
                Map.of("btrfs.datacow", "off", "btrfs.compression", "lz4")))
        .hasSize(1);
  }

  @Test
  void what_is_not_copied_on_write_cannot_be_compressed() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> VolumeProperties.of(Map.of("btrfs.datacow", "off", "btrfs.compression", "zlib")))
        .withMessageContaining("btrfs.compression: \"zlib\"")
        .withMessageContaining("leave out btrfs.datacow=off");
    assertThat(
            VolumePropertyRules.violations(
                Map.of("btrfs.datacow", "off", "btrfs.compression", "none")))
        .isEmpty();
    assertThat(
            VolumePropertyRules.violations(
                Map.of("btrfs.datacow", "on", "btrfs.compression", "zlib")))
        .isEmpty();
  }

  @Test
  void each_backend_has_its_own() {
    VolumeProperties both =
        VolumeProperties.of(
            Map.of("zfs.compression", "lz4", "zfs.recordsize", "16k", "btrfs.datacow", "off"));
    assertThat(both.forBackend("zfs"))
        .isEqualTo(Map.of("compression", "lz4", "recordsize", "16384"));
    assertThat(both.forBackend("loopback")).isEmpty();
    assertThat(both.foreignTo("zfs")).containsExactly("btrfs.datacow");
    assertThat(both.foreignTo("loopback"))
        .containsExactly("btrfs.datacow", "zfs.compression", "zfs.recordsize");
    assertThat(VolumeProperties.NONE.foreignTo("zfs")).isEmpty();
  }

  @Test
  void a_record_says_them_only_if_there_are_any_and_one_that_does_not_has_none()
      throws IOException {
    VolumeRecord plain =
        VolumeRecord.created(
            DatasetId.ofName("data"), new NodeId(new UUID(1, 1)), Optional.empty());
    assertThat(Json.write(plain)).doesNotContain("properties");
    assertThat(Json.read(Json.write(plain), VolumeRecord.class)).isEqualTo(plain);

    VolumeRecord tuned = plain.with(VolumeProperties.of(Map.of("zfs.recordsize", "16k")));
    assertThat(Json.write(tuned)).contains("\"properties\":{\"zfs.recordsize\":\"16384\"}");
    assertThat(Json.read(Json.write(tuned), VolumeRecord.class)).isEqualTo(tuned);
    assertThat(tuned.ownedBy(new NodeId(new UUID(2, 2)), 2).fencedAt(3).properties())
        .isEqualTo(tuned.properties());
  }
}
