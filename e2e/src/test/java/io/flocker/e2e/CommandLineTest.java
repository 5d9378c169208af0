package io.flocker.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Section 9.6 of the original: programs called wrongly. What single keys of the files may hold is
 * tested where the files are read.
 */
class CommandLineTest {

  private static final String DEPLOYMENT = "version: 1\nnodes: {\"10.77.0.1\": [store]}\n";
  private static final String APPLICATION =
      "version: 1\napplications: {store: {image: redis, volume: {mountpoint: /data}}}\n";

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void aNodeWithAVolume() {
    Cluster.empty(Backend.BTRFS).deploy(Cluster.placing("store", "", ""), APPLICATION).orFail();
  }

  private static Shell.Result call(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Lab.program(program).toString()));
    command.addAll(List.of(arguments));
    return Cluster.spoken(Lab.outside(command.toArray(String[]::new)));
  }

  private static Shell.Result onNode(String... command) {
    return Cluster.spoken(Lab.on("h1", command));
  }

  private static void assertRefused(Shell.Result result, String... said) {
    assertThat(result.status()).as("%s", result).isEqualTo(1);
    assertThat(result.output()).isEmpty();
    assertThat(result.errors()).contains("ERROR: ").contains(said);
  }

  private Shell.Result deploy(String deployment, String application) throws IOException {
    Path first = Files.writeString(folder.resolve("deployment.yml"), deployment);
    Path second = Files.writeString(folder.resolve("application.yml"), application);
    return call("flocker-deploy", first.toString(), second.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"flocker-deploy", "flocker-reportstate", "flocker-changestate", "flocker-volume"})
  void everyProgramTellsItsVersionAndItsUsage(String program) {
    assertThat(call(program, "--version").orFail()).matches("[0-9]+\\.[0-9]+\\.[0-9]+\\n");
    Shell.Result help = call(program, "--help");
    assertThat(help.orFail()).contains("Usage: " + program);
    assertThat(help.errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "flocker-deploy, --nonsense",
    "flocker-deploy, only-one-file",
    "flocker-deploy, ''",
    "flocker-reportstate, surplus",
    "flocker-changestate, --nonsense",
    "flocker-volume, ''",
    "flocker-volume, nonsense",
    "flocker-volume, receive",
    "flocker-volume, acquire",
    "flocker-volume, snapshots",
  })
  void aProgramThatIsCalledWronglyShowsItsUsage(String program, String argument) {
    Shell.Result result = argument.isEmpty() ? call(program) : call(program, argument);
    assertRefused(result, "Usage: " + program);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Path there = Files.writeString(folder.resolve("there.yml"), DEPLOYMENT);
    Path missing = folder.resolve("missing.yml");
    assertRefused(call("flocker-deploy", missing.toString(), there.toString()), missing + "");
    assertRefused(call("flocker-deploy", there.toString(), missing.toString()), missing + "");
  }

  @Test
  void badYamlIsShownWithItsPlace() throws IOException {
    assertRefused(deploy("version: 1\nnodes: {a: [}\n", APPLICATION), "deployment.yml:2");
    assertRefused(deploy(DEPLOYMENT, "version: 1\napplications: {a: ]\n"), "application.yml:2");
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    assertRefused(deploy("", APPLICATION), "deployment.yml");
    assertRefused(deploy(DEPLOYMENT, ""), "application.yml");
  }

  @Test
  void anUnknownApplicationIsNamedWithItsPlace() throws IOException {
    assertRefused(
        deploy("version: 1\nnodes: {\"10.77.0.1\": [other]}\n", APPLICATION),
        "deployment.yml:2",
        "other");
  }

  @Test
  void aNodeDoesNotReceiveFromItself() {
    String self = Cluster.report("h1").path("id").asText();
    assertRefused(onNode("flocker-volume", "receive", self, "store", "snapshot"), "this node");
  }

  @Test
  void aNodeDoesNotAcquireWhatItOwns() {
    assertRefused(onNode("flocker-volume", "acquire", "store"), "this node owns it already");
  }

  @Test
  void aVolumeThatIsNotThereHasNoSnapshots() {
    assertThat(onNode("flocker-volume", "snapshots", "missing").orFail()).isEmpty();
  }

  @Test
  void aConfigurationThatCannotBeWrittenIsNamed() {
    // A folder of its own for this one program; on the host itself nothing changes.
    String script = "mount -t tmpfs -o ro none /etc/flocker && exec flocker-reportstate";
    assertRefused(onNode("unshare", "-m", "sh", "-c", script), "/etc/flocker/volume.json");
  }
}
