package io.flocker.storage.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.problem.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommandsTest {

  private final Commands commands = new Commands();

  @Test
  void argumentsAndInputReachTheProgramUnchanged() {
    assertThat(commands.check(Command.of("printf", "%s", "a b;$c"))).isEqualTo("a b;$c");
    assertThat(commands.check(Command.of("cat").reading("x\ny"))).isEqualTo("x\ny");
  }

  @Test
  void aFailureNamesTheProgramTheObjectAndWhatItSaid() {
    assertThatThrownBy(() -> commands.check(Command.of("ls", "/no/such").on("dataset 7")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("dataset 7")
        .hasMessageContaining("ls /no/such")
        .hasMessageContaining("No such file");
  }

  @Test
  void aMissingProgramIsToldAsSuch() {
    assertThatThrownBy(() -> commands.check(Command.of("no-such-program-here")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("no-such-program-here")
        .hasMessageContaining("install");
  }

  @Test
  void aLateProgramIsKilled() {
    Command late = Command.of("sleep", "600").within(Duration.ofMillis(100));
    assertThatThrownBy(() -> commands.check(late))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("killed");
  }

  @Test
  void outputThatCannotBeReadToItsEndIsNotTakenForAllOfIt() {
    Commands hasty = new Commands(Duration.ofMillis(100));
    Command leaves = Command.of("sh", "-c", "echo half; sleep 3 &");
    assertThatThrownBy(() -> hasty.check(leaves))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("could not be read to its end");
    assertThat(commands.check(leaves)).isEqualTo("half\n");
  }
}
