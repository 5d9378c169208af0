package io.flocker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flockerctl completion}, by a real shell. */
class FlockerctlCompletionTest {

  @TempDir private Path folder;

  /** What bash offers after some words, the last of which is not finished. */
  private String completed(String... words) throws IOException, InterruptedException {
    Path script = folder.resolve("completion");
    Files.writeString(script, TestControl.run("flockerctl", "completion", "bash").out());
    String quoted = "'" + String.join("' '", words) + "'";
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source "
                    + script
                    + "; COMP_WORDS=("
                    + quoted
                    + "); COMP_CWORD="
                    + (words.length - 1)
                    + "; _complete_flockerctl; printf '%s\\n' \"${COMPREPLY[@]}\"")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(out).isZero();
    return out;
  }

  @Test
  void bash_completes_commands_options_and_values() throws Exception {
    assertThat(completed("flockerctl", "li").lines()).contains("list", "list-nodes");
    assertThat(completed("flockerctl", "lease", "re").lines()).contains("renew", "release");
    assertThat(completed("flockerctl", "move", "--de").lines()).contains("--destination");
    assertThat(completed("flockerctl", "list", "--output", "j").lines()).containsExactly("json");
  }

  @Test
  void the_script_is_for_both_shells_and_for_no_other() {
    assertThat(TestControl.run("flockerctl", "completion", "zsh").out())
        .startsWith("# Completion of flockerctl for zsh.\n")
        .contains("bashcompinit");
    TestControl.Result fish = TestControl.run("flockerctl", "completion", "fish");
    assertThat(fish.status()).isEqualTo(1);
    assertThat(fish.err()).contains("fish", "zsh");
  }

  @Test
  void the_older_name_of_the_program_is_completed_too() {
    assertThat(TestControl.run("flocker-volumes", "completion", "bash").out())
        .contains("complete -F _complete_flocker-volumes -o default flocker-volumes");
  }
}
