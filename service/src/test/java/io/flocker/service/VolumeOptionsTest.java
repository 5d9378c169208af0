package io.flocker.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.volumes.VolumeSettings;
import io.flocker.core.model.Size;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class VolumeOptionsTest {

  @TempDir private Path folder;

  private static VolumeSettings settings(String... arguments) {
    VolumeOptions options = new VolumeOptions();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("volumes", mixin(options)))
        .parseArgs(arguments);
    return options.settings();
  }

  private static CommandLine.Model.CommandSpec mixin(VolumeOptions options) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
  }

  @Test
  void without_any_they_are_what_the_product_uses() {
    assertThat(settings()).isEqualTo(VolumeSettings.STANDARD);
    assertThat(VolumeSettings.STANDARD.trash()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void what_is_said_counts() {
    assertThat(
            settings(
                "--default-volume-size", "10G",
                "--anonymous-volume-size", "none",
                "--trash-retention", "30"))
        .isEqualTo(
            new VolumeSettings(
                Optional.of(Size.mebibytes(10 << 10)), Optional.empty(), Duration.ofDays(30)));
    assertThat(settings("--trash-retention", "PT12H").trash()).isEqualTo(Duration.ofHours(12));
    assertThat(settings("--default-volume-size", "none").size()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--default-volume-size,much,a number and one of K",
    "--default-volume-size,1K,at least 67108864",
    "--anonymous-volume-size,67108865,a multiple of 1024",
    "--trash-retention,0,1 to 36525",
    "--trash-retention,-1,1 to 36525",
    "--trash-retention,soon,1 to 36525",
    "--trash-retention,99999999999999999999,1 to 36525",
    "--trash-retention,PT-1H,1 to 36525",
  })
  void what_is_not_good_is_refused_before_anything_begins(
      String option, String value, String expected) {
    ControlProgram.runAs("-d", folder.resolve("data"), option + "=" + value)
        .refused(option, expected);
    assertThat(folder.resolve("data")).doesNotExist();
  }
}
