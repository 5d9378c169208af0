package io.flocker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The fenced blocks of a page of the documentation, whose commands a shell runs in one folder. What
 * is in {@code sh} must succeed; what is in {@code sh refused} must fail, with what the {@code
 * text} after it says.
 */
final class DocumentedCommands {

  private static final Pattern BLOCK =
      Pattern.compile("^```([a-z]+(?: [a-z]+)?)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /**
   * One block.
   *
   * @param kind what stands after the fence
   */
  record Block(String kind, String text) {}

  private final String page;
  private final Path programs;
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private String refused = "";
  private int compared;

  /**
   * A page, with nothing run yet.
   *
   * @param page its file's name
   * @param programs where programs are put, so that they are not among what commands make
   * @param folder where commands run
   */
  DocumentedCommands(String page, Path programs, Path folder) {
    this.page = page;
    this.programs = programs;
    this.folder = folder;
    set("PATH", programs + ":" + System.getenv("PATH"));
    set("LC_ALL", "C.UTF-8");
  }

  /** Has a variable of the environment be this. */
  void set(String variable, String value) {
    environment.put(variable, value);
  }

  /** Puts a program there under its name, as in an installation, with these options said before. */
  void install(String program, Object... options) throws IOException {
    Path file = programs.resolve(program);
    String java = ProcessHandle.current().info().command().orElseThrow();
    String before =
        Arrays.stream(options).map(option -> "'" + option + "' ").collect(Collectors.joining());
    Files.writeString(
        file,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' io.flocker.cli.Main %s %s\"$@\"\n"
            .formatted(java, System.getProperty("java.class.path"), program, before));
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  List<Block> blocks() throws IOException {
    return BLOCK
        .matcher(Files.readString(Path.of("..", "docs", page)))
        .results()
        .map(match -> new Block(match.group(1), match.group(2)))
        .toList();
  }

  /** Runs all blocks in turn; there must be so many that say what a refused one says. */
  void runAll(int texts) throws IOException, InterruptedException {
    for (Block block : blocks()) {
      run(block);
    }
    assertThat(compared).isEqualTo(texts);
  }

  /** Runs a block, or compares what it says with what the one before has said. */
  void run(Block block) throws IOException, InterruptedException {
    switch (block.kind()) {
      case "sh" -> shell(block.text(), 0);
      case "sh refused" -> refused = withoutWhatDiffers(shell(block.text(), 1));
      case "text" -> {
        assertThat(refused).isEqualTo(block.text());
        compared++;
      }
      default -> throw new AssertionError("a kind that is not tested: " + block.kind());
    }
  }

  private static String withoutWhatDiffers(String output) {
    return ID.matcher(TIME.matcher(output).replaceAll("TIME")).replaceAll("ID");
  }

  private String shell(String commands, int status) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-e", "-c", commands).directory(folder.toFile());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(commands + out).isEqualTo(status);
    return out;
  }
}
