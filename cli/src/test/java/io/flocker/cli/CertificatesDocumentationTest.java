package io.flocker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/certificates.md, one after the other in one folder, by a shell. */
class CertificatesDocumentationTest {

  private static final Pattern BLOCK =
      Pattern.compile("^```([a-z]+(?: [a-z]+)?)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:]+Z");

  private record Block(String kind, String text) {}

  private record Ended(int status, String out) {}

  @TempDir private Path programs;
  @TempDir private Path folder;

  private static List<Block> blocks() throws IOException {
    return BLOCK
        .matcher(Files.readString(Path.of("..", "docs", "certificates.md")))
        .results()
        .map(CertificatesDocumentationTest::block)
        .toList();
  }

  private static Block block(MatchResult match) {
    return new Block(match.group(1), match.group(2));
  }

  /** The program under its name, as in an installation. */
  private void install() throws IOException {
    Path program = programs.resolve("flocker-ca");
    String java = ProcessHandle.current().info().command().orElseThrow();
    Files.writeString(
        program,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' io.flocker.cli.Main flocker-ca \"$@\"\n"
            .formatted(java, System.getProperty("java.class.path")));
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private Ended shell(String commands) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-e", "-c", commands).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("PATH", programs + ":" + environment.get("PATH"));
    environment.put("LC_ALL", "C.UTF-8");
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), out);
  }

  @Test
  void everyCommandDoesWhatThePageSays() throws Exception {
    install();
    String refused = "";
    for (Block block : blocks()) {
      switch (block.kind()) {
        case "sh" -> {
          Ended ended = shell(block.text());
          assertThat(ended.status()).as(block.text() + ended.out()).isZero();
        }
        case "sh refused" -> {
          Ended ended = shell(block.text());
          assertThat(ended.status()).as(block.text() + ended.out()).isEqualTo(1);
          refused = TIME.matcher(ended.out()).replaceAll("TIME");
        }
        case "text" -> assertThat(refused).isEqualTo(block.text());
        default -> throw new AssertionError("a kind that is not tested: " + block.kind());
      }
    }
    assertThat(refused).isNotEmpty();
  }
}
