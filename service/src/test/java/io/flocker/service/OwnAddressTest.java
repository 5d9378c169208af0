package io.flocker.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.NodeName;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be had without a network; the way to a control service is in the tests of clusters. */
class OwnAddressTest {

  private static final InetSocketAddress UNKNOWN =
      InetSocketAddress.createUnresolved("control.example.org", 4524);

  @TempDir private Path folder;

  @Test
  void withoutANameServerTheAddressIsTheOneOfBefore() throws IOException {
    Path kept = Files.writeString(folder.resolve("address"), "192.0.2.11\n");
    assertThat(OwnAddress.towards(UNKNOWN, kept)).isEqualTo(new NodeName("192.0.2.11"));
  }

  @Test
  void aNodeThatHasNeverHadOneIsToldWhatToDo() throws IOException {
    assertThatThrownBy(() -> OwnAddress.towards(UNKNOWN, folder.resolve("address")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("control service control.example.org: the name cannot be resolved")
        .hasMessageContaining("/etc/hosts");
    Path damaged = Files.writeString(folder.resolve("damaged"), "");
    assertThatThrownBy(() -> OwnAddress.towards(UNKNOWN, damaged))
        .hasMessageContaining("the name cannot be resolved");
  }

  @Test
  void whereNoOtherNodeIsIsNoAddress() throws IOException {
    Path kept = Files.writeString(folder.resolve("address"), "192.0.2.11\n");
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4524);
    assertThatThrownBy(() -> OwnAddress.towards(here, kept))
        .hasMessageContaining("where no other node is");
    assertThat(kept).hasContent("192.0.2.11");
  }
}
