package io.flocker.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Dataset;
import io.flocker.control.model.Kind;
import io.flocker.control.model.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest extends StoreFixture {

  @Test
  void the_history_says_who_changed_what_when() {
    try (ConfigurationStore store = open()) {
      seeNodes(store);
      store.submit(Scenario.newDataset(Scenario.D, Scenario.A), "alice");
      time = time.plusSeconds(60);
      store.submit(Scenario.move(Scenario.D, Scenario.B), "bob");

      List<HistoryEntry> entries =
          store.history(HistoryQuery.of(Kind.DATASET, Scenario.D.toString(), 10));

      assertThat(entries).extracting(HistoryEntry::who).containsExactly("bob", "alice");
      HistoryEntry move = entries.getFirst();
      assertThat(move.time()).isEqualTo(time);
      assertThat(move.revision()).isEqualTo(4);
      assertThat(move.command()).contains("MoveDataset").contains(Scenario.B.toString());
      assertThat(move.objects())
          .filteredOn(changed -> changed.kind() == Kind.DATASET)
          .singleElement()
          .satisfies(changed -> {
            assertThat(((Dataset) changed.before().orElseThrow()).primary()).isEqualTo(Scenario.A);
            assertThat(((Dataset) changed.after().orElseThrow()).primary()).isEqualTo(Scenario.B);
          });
      assertThat(store.history(HistoryQuery.latest(2)))
          .extracting(HistoryEntry::revision)
          .containsExactly(4L, 3L);

      assertThat(store.trimHistory(time)).isEqualTo(3);
      assertThat(store.history(HistoryQuery.latest(10))).hasSize(1);
    }
  }
}
