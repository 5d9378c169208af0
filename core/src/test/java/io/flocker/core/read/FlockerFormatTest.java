package io.flocker.core.read;

import static io.flocker.core.read.Reading.NO_NODES;
import static io.flocker.core.read.Reading.application;
import static io.flocker.core.read.Reading.applicationProblems;
import static io.flocker.core.read.Reading.applications;
import static io.flocker.core.read.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Limits;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlockerFormatTest {

  private static Application withLine(String line) {
    return application(
        "version: 1\napplications:\n  shop:\n    image: acme/shop\n    " + line + "\n", "shop");
  }

  @ParameterizedTest
  @CsvSource({
    "500M,524288000",
    "2.5G,2684354560",
    "1.5g,1610612736",
    "2.1M,2202010",
    "1k,1024",
    "1.K,1024",
    "1,1",
    "0.5,1"
  })
  void sizesAreRoundedUpToWholeBytes(String size, long bytes) {
    assertThat(withLine("volume: {mountpoint: /d, maximum_size: \"" + size + "\"}").volumes())
        .extracting(Volume::maximumSize)
        .containsExactly(Optional.of(new Size(bytes)));
  }

  @Test
  void aSingleVolumeIsTheDatasetNamedAfterItsApplication() {
    assertThat(withLine("volume: {mountpoint: /data/}").volumes())
        .containsExactly(
            new Volume(
                DatasetId.parse("fb54f3c5-992b-96d0-01bb-16e8e92d968d"),
                "/data",
                Optional.empty()));
  }

  @Test
  void volumesOfAListAreTheDatasetsOfTheirIdsNamesAndApplication() {
    assertThat(
            withLine(
                    """
                    volumes:
                        - {mountpoint: /a, dataset_id: 0fea6a13-c52b-4d47-2536-8f24b045ca84, name: x}
                        - {mountpoint: /b, name: logs}
                        - {mountpoint: /c}
                    """)
                .volumes())
        .extracting(Volume::dataset)
        .containsExactly(
            DatasetId.parse("0fea6a13-c52b-4d47-2536-8f24b045ca84"),
            DatasetId.ofName("shop/logs"),
            DatasetId.ofName("shop"));
  }

  @Test
  void volumeAndVolumesMayStandSideBySide() {
    assertThat(
            withLine("volume: {mountpoint: /a}\n    volumes: [{mountpoint: /b, name: b}]")
                .volumes())
        .extracting(Volume::mountpoint)
        .containsExactly("/a", "/b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"environment: null", "environment: {}", "ports: []", "links: []"})
  void nothingWantedIsNothingGiven(String line) {
    assertThat(withLine(line)).isEqualTo(Application.of("shop", "acme/shop"));
  }

  @Test
  void yesAndNoAreTextsAsYaml12Says() {
    assertThat(withLine("environment: {A: yes, B: off, C: 22:22}").environment())
        .containsEntry("A", "yes")
        .containsEntry("B", "off")
        .containsEntry("C", "22:22");
  }

  @Test
  void retriesMayBeLeftOut() {
    assertThat(
            withLine("restart_policy: {name: on-failure, maximum_retry_count: null}")
                .restartPolicy())
        .isEqualTo(new RestartPolicy.OnFailure(OptionalInt.empty()));
    assertThat(withLine("restart_policy: {name: never}").restartPolicy())
        .isEqualTo(new RestartPolicy.Never());
  }

  @Test
  void hexadecimalAndOctalNumbersAreNumbers() {
    assertThat(withLine("mem_limit: 0x10000000\n    cpu_shares: 0o1000").limits())
        .isEqualTo(
            new Limits(Optional.of(new Size(268435456)), Optional.of(512), Optional.empty()));
  }

  @Test
  void anApplicationMayBeCalledImageOrBuild() {
    assertThat(
            applications(
                "version: 1\napplications: {image: {image: a}, build: {image: b}}",
                "image",
                "build"))
        .containsExactly(Application.of("image", "a"), Application.of("build", "b"));
  }

  @Test
  void noApplicationsAtAllAreAllowed() {
    assertThat(read(NO_NODES, "version: 1\napplications: {}").nodes()).isEmpty();
  }

  @Test
  void aRegistryWithAPortIsNotATag() {
    assertThat(application("version: 1\napplications: {a: {image: \"reg:5000/a/b\"}}", "a").image())
        .hasToString("reg:5000/a/b:latest");
  }

  @Test
  void sharedPartsMayBeAnchoredBelowExtensionKeys() {
    assertThat(
            application(
                    """
                    version: 1
                    x-common: &common
                      mem_limit: 1024
                      cpu_shares: 7
                    applications:
                      a:
                        <<: *common
                        image: x
                        cpu_shares: 8
                    """,
                    "a")
                .limits())
        .isEqualTo(new Limits(Optional.of(new Size(1024)), Optional.of(8), Optional.empty()));
  }

  @Test
  void severalErrorsAreReportedAtOnceInBothFiles() {
    var problems =
        Reading.problemsOf(
            "version: 1\nnodes: {300.1.2.3: [a], h: null}\n",
            """
            version: 1
            applications:
              a:
                image: 5
                ports: [{internal: 0, external: 1}]
              b:
                colour: red
                volume: {mountpoint: x}
            """);

    assertThat(problems)
        .extracting(problem -> problem.where())
        .containsExactly(
            "deployment.yml:2:9 nodes[\"300.1.2.3\"]",
            "deployment.yml:2:28 nodes.h",
            "application.yml:4:12 applications.a.image",
            "application.yml:5:24 applications.a.ports[0].internal",
            "application.yml:7:5 applications.b.colour",
            "application.yml:7:5 applications.b",
            "application.yml:8:26 applications.b.volume.mountpoint");
  }

  @Test
  void aKeyThatComesTwiceIsReportedWithItsFirstPlace() {
    assertThat(applicationProblems("version: 1\napplications:\n  a: {image: x}\n  a: {image: y}\n"))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("application.yml:4:3 applications.a");
          assertThat(problem.what()).contains("second time").contains("line 3");
        });
  }

  @Test
  void environmentValuesAreNeverShown() {
    assertThat(
            applicationProblems(
                """
                version: 1
                applications:
                  a:
                    image: x
                    environment: {A: 4711, B: [4711], C: "4711\\0", D:4711, "E=4711": x}
                """))
        .hasSize(5)
        .allSatisfy(problem -> assertThat(problem.sentence()).doesNotContain("4711"));
  }
}
