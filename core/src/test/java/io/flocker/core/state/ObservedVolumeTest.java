package io.flocker.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.json.Json;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.UserSnapshot;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ObservedVolumeTest {

  private static final UserSnapshot ASKED = new UserSnapshot(UUID.randomUUID(), "before-upgrade");

  private static ObservedVolume volume(List<ObservedSnapshot> snapshots) {
    return new ObservedVolume(
        VolumeRecord.created(
            DatasetId.ofName("db"), new NodeId(UUID.randomUUID()), Optional.empty()),
        Optional.of("/flocker/db"),
        true,
        new Size(5),
        List.of("guid"),
        snapshots);
  }

  @Test
  void snapshotsTravelAsJson() throws IOException {
    ObservedVolume volume =
        volume(
            List.of(
                new ObservedSnapshot(
                    ASKED,
                    Optional.of(Instant.parse("2026-03-01T12:00:00.5Z")),
                    Optional.of(new Size(7)))));
    assertThat(Json.read(Json.write(volume), ObservedVolume.class)).isEqualTo(volume);
  }

  @Test
  void aReleaseThatDoesNotKnowSnapshotsIsUnderstood() throws IOException {
    ObservedVolume volume = volume(List.of());
    String older = Json.write(volume).replace(",\"snapshots\":[]", "");
    assertThat(older).doesNotContain("\"snapshots\"");
    assertThat(Json.read(older, ObservedVolume.class)).isEqualTo(volume);
  }

  @Test
  void onlyTheStoredFormProvesThatSomebodyAskedForIt() {
    assertThat(UserSnapshot.of(ASKED.stored())).contains(ASKED);
    assertThat(
            List.of(
                "before-upgrade",
                "keep-before-upgrade",
                "keep-" + ASKED.id(),
                "keep-" + ASKED.id() + "-",
                "keep-" + ASKED.id() + "-.hidden",
                "move-3-abc-11111111-22222222"))
        .allSatisfy(name -> assertThat(UserSnapshot.of(new SnapshotName(name))).isEmpty());
    assertThatThrownBy(() -> new UserSnapshot(UUID.randomUUID(), "a/b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a/b");
  }
}
