package io.flocker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.cli.TestControl.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flocker-diagnostics} on this machine, with the node's files in a folder of the test. */
class DiagnosticsCommandTest {

  @TempDir private Path folder;
  private Path configuration;
  private Path state;

  @BeforeEach
  void plant() throws IOException {
    configuration = Files.createDirectory(folder.resolve("etc"));
    state = Files.createDirectory(folder.resolve("var"));
    Files.writeString(
        configuration.resolve("agent.yml"),
        "version: 1\ndataset: {backend: zfs, pool: tank, secret_access_key: s3cret}\n");
    Files.writeString(configuration.resolve("node.key"), "s3cret");
    Files.writeString(state.resolve("known_datasets.json"), "{\"d\": 1}");
    Files.writeString(state.resolve("configuration.db"), "s3cret");
  }

  private Result collect(Path output) {
    return TestControl.run(
        "flocker-diagnostics", "--configuration", configuration, "--state", state, "-o", output);
  }

  private static String tar(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("tar"));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }

  @Test
  void an_archive_has_what_helps_and_no_secret() throws Exception {
    Result result = collect(folder);

    assertThat(result.status()).as(result.err()).isZero();
    Path archive = Path.of(result.out().strip());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
        .isEqualTo("rw-------");
    assertThat(tar("--list", "--file", archive.toString()))
        .contains("/flocker-version", "/journal", "/docker-info", "/service-status", "/lsblk");
    assertThat(tar("--extract", "--to-stdout", "--file", archive.toString()))
        .contains("pool: tank", "secret_access_key: <removed>", "{\"d\": 1}", "node.key")
        .doesNotContain("s3cret");
  }

  @Test
  void a_folder_that_cannot_be_written_to_is_named() {
    Result result = collect(folder.resolve("missing"));

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("ERROR: " + folder.resolve("missing"), "-o");
  }
}
