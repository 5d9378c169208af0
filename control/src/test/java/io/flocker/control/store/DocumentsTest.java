package io.flocker.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Kind;
import io.flocker.control.model.Lease;
import io.flocker.control.model.Scenario;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DocumentsTest {

  @Test
  void a_dataset_from_before_there_were_clones_began_empty() throws IOException {
    Scenario scenario = new Scenario();
    scenario.accept(Scenario.newDataset(Scenario.D, Scenario.A));
    String now = Documents.write(scenario.dataset(Scenario.D));
    String older = now.replace("\"from\":null,", "");
    assertThat(older).isNotEqualTo(now).doesNotContain("from");
    assertThat(Documents.read(Kind.DATASET, older)).isEqualTo(scenario.dataset(Scenario.D));
  }

  @Test
  void a_dataset_from_before_there_was_a_trash_is_not_in_it() throws IOException {
    Scenario scenario = new Scenario();
    scenario.accept(Scenario.newDataset(Scenario.D, Scenario.A));
    String now = Documents.write(scenario.dataset(Scenario.D));
    String older = now.replace("\"trash\":null,", "");
    assertThat(older).isNotEqualTo(now).doesNotContain("trash");
    assertThat(Documents.read(Kind.DATASET, older)).isEqualTo(scenario.dataset(Scenario.D));
  }

  @Test
  void a_lease_from_before_there_were_purposes_is_a_users() throws IOException {
    Scenario scenario = new Scenario();
    scenario.accept(Scenario.newDataset(Scenario.D, Scenario.A));
    scenario.accept(Scenario.lease(Scenario.D, Scenario.A));
    Lease lease = scenario.now().lease(Scenario.D).orElseThrow();
    String now = Documents.write(lease);
    String older = now.replace("\"purpose\":null,", "");
    assertThat(older).isNotEqualTo(now).doesNotContain("purpose");
    assertThat(Documents.read(Kind.LEASE, older)).isEqualTo(lease);
  }
}
