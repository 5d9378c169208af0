package io.flocker.core.read;

import static io.flocker.core.read.Reading.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Backend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentSettingsReaderTest {

  private static Backend read(String text) {
    return AgentSettingsReader.read(new SourceFile("agent.yml", text)).backend();
  }

  private static Backend dataset(String dataset) {
    return read("version: 1\ndataset: " + dataset + "\n");
  }

  @Test
  void eachBackendIsRead() {
    assertThat(dataset("{backend: zfs, pool: tank, mount_root: /volumes/}"))
        .isEqualTo(new Backend.Zfs("tank", "/volumes"));
    assertThat(dataset("{backend: zfs}")).isEqualTo(new Backend.Zfs("flocker", "/flocker"));
    assertThat(dataset("{backend: btrfs, root_path: /srv/b}"))
        .isEqualTo(new Backend.Btrfs("/srv/b"));
    assertThat(dataset("{backend: loopback, root_path: /srv/l}"))
        .isEqualTo(new Backend.Loopback("/srv/l", "ext4"));
    assertThat(dataset("{backend: loopback, root_path: /srv/l, filesystem: xfs}"))
        .isEqualTo(new Backend.Loopback("/srv/l", "xfs"));
  }

  @Test
  void keysOfOtherProgramsArePassedOver() {
    assertThat(
            read(
                """
                version: 1
                control-service: {hostname: control, port: 4524}
                control_service: {}
                logging: {version: 1}
                dataset: {backend: zfs}
                """))
        .isEqualTo(new Backend.Zfs("flocker", "/flocker"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `` | 1:1 | the file is empty
          x | 1:1 | expected a mapping
          version: 1 | 1:1 | the key 'dataset' is missing
          dataset: {backend: zfs} | 1:1 | the key 'version' is missing
          version: 3!dataset: {backend: zfs} | 1:10 version | the version is the number '3'
          version: 1!dataset: {backend: zfs}!colour: red | 3:1 colour | 'colour' is not a key
          version: 1!dataset: zfs | 2:10 dataset | expected a mapping, found the text 'zfs'
          version: 1!dataset: {pool: x} | 2:10 dataset | the key 'backend' is missing
          version: 1!dataset: {backend: aws} | 2:20 dataset.backend | 'aws' is not a backend
          version: 1!dataset: {backend: 5} | 2:20 dataset.backend | expected a text
          version: 1!dataset: {backend: btrfs} | 2:10 dataset | the key 'root_path' is missing
          version: 1!dataset: {backend: btrfs, root_path: x} | 2:38 dataset.root_path | 'x' is not absolute
          version: 1!dataset: {backend: btrfs, root_path: /x, pool: x} | 2:42 dataset.pool | 'pool' is not a key
          version: 1!dataset: {backend: zfs, pool: -x} | 2:31 dataset.pool | '-x' cannot be the name
          version: 1!dataset: {backend: zfs, mount_root: null} | 2:37 dataset.mount_root | expected a text, found nothing
          version: 1!dataset: {backend: loopback, root_path: /x, filesystem: zfs} | 2:57 dataset.filesystem | 'zfs' is not supported
          """)
  void eachBadFileIsReportedWhereItIsWrong(String text, String where, String what) {
    assertThat(problemsOf(() -> read(text.replace("!", "\n"))))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("agent.yml:" + where);
          assertThat(problem.what()).contains(what);
        });
  }
}
