package io.flocker.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.NodeName;
import io.flocker.core.problem.Problem;
import org.junit.jupiter.api.Test;

class BrokenLinkTest {

  private static final NodeName NODE = new NodeName("192.0.2.11");

  @Test
  void aMissingSudoIsNotTakenForAMissingFlocker() {
    Problem problem = BrokenLink.ended(NODE, "ops", 127, "sh: 1: exec: sudo: not found");
    assertThat(problem.what()).contains("sudo").contains("user ops").doesNotContain("Flocker");
    assertThat(problem.remedy()).contains("package sudo");
  }

  @Test
  void aMissingFlockerIsNamedForRootAndForOthers() {
    String said = "sh: 1: exec: flocker-changestate: not found";
    assertThat(BrokenLink.ended(NODE, "root", 127, said).what()).contains("Flocker is not");
    assertThat(BrokenLink.ended(NODE, "ops", 127, said).what()).contains("Flocker is not");
  }

  @Test
  void aSudoThatAsksForAPasswordIsExplained() {
    Problem problem = BrokenLink.ended(NODE, "ops", 1, "a banner; sudo: a password is required");
    assertThat(problem.what()).contains("user ops").contains("a password is required");
    assertThat(problem.remedy()).contains("ops ALL=(root) NOPASSWD: ALL");
  }

  @Test
  void aWarningOfSudoIsNotTakenForTheReason() {
    Problem problem = BrokenLink.ended(NODE, "ops", 1, "sudo: unable to resolve host; it broke");
    assertThat(problem.what()).contains("the connection ended").contains("it broke");
  }

  @Test
  void whatFlockerSaysThereIsToldInItsOwnWords() {
    String said = "a banner; ERROR: /srv: is on ext4 — mount btrfs; ERROR: no Docker — start it";
    assertThat(BrokenLink.ended(NODE, "root", 1, said).sentence())
        .isEqualTo("node 192.0.2.11: /srv: is on ext4 — mount btrfs; no Docker — start it");
  }

  @Test
  void anythingElseIsALostConnection() {
    Problem problem = BrokenLink.ended(NODE, "root", 255, "Permission denied (publickey).");
    assertThat(problem.kind()).isEqualTo(Problem.Kind.TRANSPORT);
    assertThat(problem.what())
        .isEqualTo("the connection ended: Permission denied (publickey). (exit status 255)");
    assertThat(BrokenLink.unreadable(NODE, "not JSON", "").what())
        .isEqualTo("the connection ended: not JSON");
  }
}
