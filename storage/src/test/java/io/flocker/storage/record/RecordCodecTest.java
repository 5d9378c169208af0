package io.flocker.storage.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.VolumeRecord;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecordCodecTest {

  private final DatasetId dataset = new DatasetId(UUID.randomUUID());
  private final VolumeRecord plain =
      VolumeRecord.created(dataset, new NodeId(UUID.randomUUID()), Optional.empty());

  @Test
  void aRecordWithoutOptionsIsWrittenAsBeforeThereWereAny() {
    String text = RecordCodec.encode(plain);
    assertThat(text)
        .isEqualTo(
            "{\"version\":1,\"record\":{\"dataset\":\"%s\",\"owner\":\"%s\",\"epoch\":1,\"fence\":0}}"
                .formatted(dataset, plain.owner()));
    assertThat(RecordCodec.decode(text, dataset, "here")).isEqualTo(plain);
  }

  @Test
  void optionsAreReadBack() {
    VolumeRecord tuned =
        plain.with(VolumeProperties.of(Map.of("zfs.compression", "gzip", "zfs.atime", "off")));
    assertThat(RecordCodec.decode(RecordCodec.encode(tuned), dataset, "here")).isEqualTo(tuned);
  }

  @Test
  void anOptionThatNobodyKnowsIsNotGuessedAt() {
    String text =
        RecordCodec.encode(plain.with(VolumeProperties.of(Map.of("zfs.atime", "off"))))
            .replace("zfs.atime", "zfs.magic");
    assertThatThrownBy(() -> RecordCodec.decode(text, dataset, "here"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("zfs.magic");
  }
}
