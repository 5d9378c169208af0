package io.flocker.e2e.managed;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.managed.Docker.docker;
import static io.flocker.e2e.managed.Docker.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.Shell;
import io.flocker.e2e.lab.UsuallyOn;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Volumes as users of Docker alone see them, with the engines of three hosts. */
@UsuallyOn(Backend.BTRFS)
class DockerVolumesTest extends ManagedStory {

  private static final List<String> BAD_NAMES =
      List.of("Pears", "-pears", "pe ars", "p\u00e4rs", "a".repeat(256));
  private static final List<String> BAD_OPTIONS =
      List.of(
          "size=10 g",
          "size=2.5G",
          "size=-1",
          "on-remove=burn",
          "profile=tin",
          "sise=1g",
          "zfs.compression=best",
          "btrfs.magic=on");

  private String pears = "";

  private static String volumes(String host) {
    return docker(host, "volume", "ls", "--format", "{{.Driver}} {{.Name}}").orFail();
  }

  private JsonNode named(String name) {
    for (JsonNode dataset : cluster().get("/configuration/datasets").orFail().body()) {
      if (dataset.path("metadata").path("name").asText().equals(name)
          && !dataset.has("trashed")
          && !dataset.path("deleted").asBoolean()) {
        return dataset;
      }
    }
    throw new AssertionError("there is no dataset " + name);
  }

  private String host(String dataset) {
    for (JsonNode state : cluster().get("/state/datasets").orFail().body()) {
      if (state.path("dataset_id").asText().equals(dataset)) {
        return state.path("primary").asText();
      }
    }
    return "";
  }

  @Test
  @Order(1)
  void aVolumeIsMadeWhereItIsFirstUsedWithTheSizeThatWasAskedFor() {
    docker("h1", "volume", "create", "-d", "flocker", "-o", "size=96MiB", "pears").orFail();
    pears = named("pears").path("dataset_id").asText();
    assertThat(cluster().get("/state/datasets").orFail().body()).isEmpty();
    assertThat(volumes("h3")).contains("flocker pears");

    with("h2", "pears", "echo hello > /data/file").orFail();
    assertThat(host(pears)).isEqualTo(cluster().node("h2"));
    JsonNode configured = named("pears");
    assertThat(configured.path("maximum_size").asLong()).isEqualTo(96L << 20);
    assertThat(configured.path("metadata").path("maximum_size").asText())
        .isEqualTo(String.valueOf(96L << 20));
    assertThat(with("h2", "pears", "head -c 120000000 /dev/zero > /data/large").status())
        .isNotZero();
    with("h2", "pears", "rm /data/large").orFail();
  }

  @Test
  @Order(2)
  void itsDataIsThereOnTheSameHostAndOnTheOthers() {
    assertThat(with("h2", "pears", "cat /data/file").orFail()).isEqualTo("hello\n");
    assertThat(with("h3", "pears", "cat /data/file && echo more >> /data/file").orFail())
        .isEqualTo("hello\n");
    assertThat(with("h1", "pears", "cat /data/file").orFail()).isEqualTo("hello\nmore\n");
    assertThat(host(pears)).isEqualTo(cluster().node("h1"));
  }

  @Test
  @Order(3)
  void datasetsThatAreMadeByRestAreVolumesToo() {
    for (String name : List.of("apples", "plums")) {
      cluster()
          .post(
              "/configuration/datasets",
              "{\"primary\": \"%s\", \"metadata\": {\"name\": \"%s\"}}"
                  .formatted(cluster().node("h2"), name))
          .orFail();
      cluster().awaitMounted("h2", named(name).path("dataset_id").asText());
    }
    assertThat(docker("h1", "volume", "inspect", "-f", "{{.Driver}} {{.Name}}", "apples").orFail())
        .isEqualTo("flocker apples\n");
    assertThat(docker("h1", "volume", "inspect", "apples").orFail())
        .contains(Lab.address("h2"), "settled");
    assertThat(volumes("h1")).contains("flocker apples\n", "flocker plums\n", "flocker pears\n");
    with("h3", "apples", "echo red > /data/colour").orFail();
    assertThat(with("h2", "apples", "cat /data/colour").orFail()).isEqualTo("red\n");
  }

  @Test
  @Order(4)
  void whatCannotBeUnderstoodIsRefusedAndNothingIsMade() {
    int before = cluster().get("/configuration/datasets").orFail().body().size();
    for (String name : BAD_NAMES) {
      Shell.Result refused = docker("h1", "volume", "create", "-d", "flocker", "--", name);
      assertThat(refused.status()).as("%s", refused).isNotZero();
      assertThat(refused.errors()).contains("name").doesNotContain("Exception");
    }
    for (String option : BAD_OPTIONS) {
      Shell.Result refused =
          docker("h1", "volume", "create", "-d", "flocker", "-o", option, "quinces");
      assertThat(refused.status()).as("%s", refused).isNotZero();
      assertThat(refused.errors()).contains(option.substring(0, option.indexOf('=')));
    }
    assertThat(cluster().get("/configuration/datasets").orFail().body()).hasSize(before);
  }

  @Test
  @Order(5)
  void whatIsInUseStaysAndAHolderThatIsStoppingIsWaitedFor() {
    docker(
            "h3",
            "run",
            "-d",
            "--name",
            "holder",
            "-v",
            "pears:/data",
            "busybox",
            "sh",
            "-c",
            "while :; do date +%s >> /data/times && sleep 0.2; done")
        .orFail();
    Shell.Result refused = with("h1", "pears", "true");
    assertThat(refused.status()).isNotZero();
    assertThat(refused.errors()).contains(Lab.address("h3"));
    assertThat(host(pears)).isEqualTo(cluster().node("h3"));
    assertThat(docker("h1", "volume", "rm", "pears").errors()).contains(Lab.address("h3"));
    cluster()
        .post(
            "/configuration/datasets/" + pears,
            "{\"primary\": \"%s\"}".formatted(cluster().node("h1")));
    assertThat(docker("h3", "inspect", "-f", "{{.State.Running}}", "holder").orFail())
        .isEqualTo("true\n");

    // The shell does not end when it is asked to: Docker kills it after this time.
    CompletableFuture<Shell.Result> stopped =
        CompletableFuture.supplyAsync(() -> docker("h3", "stop", "-t", "4", "holder"));
    assertThat(with("h1", "pears", "cat /data/file").orFail()).isEqualTo("hello\nmore\n");
    stopped.join().orFail();
    docker("h3", "rm", "holder").orFail();
  }

  @Test
  @Order(6)
  void whatIsAlwaysRestartedIsBackAfterItsEngineAndAfterItsHost() {
    docker(
            "h2",
            "run",
            "-d",
            "--restart",
            "always",
            "--name",
            "store",
            "-p",
            "6379:6379",
            "-v",
            "grapes:/data",
            "--volume-driver",
            "flocker",
            "redis")
        .orFail();
    eventually().untilAsserted(() -> redis(Lab.address("h2"), 6379, "SET name kept"));
    redis(Lab.address("h2"), 6379, "SAVE");

    ManagedCluster.systemctl("h2", "restart", "docker");
    eventually()
        .untilAsserted(
            () -> assertThat(redis(Lab.address("h2"), 6379, "GET name")).isEqualTo("kept"));
    Lab.cutPower("h2");
    Lab.boot("h2", backend);
    eventually()
        .untilAsserted(
            () -> assertThat(redis(Lab.address("h2"), 6379, "GET name")).isEqualTo("kept"));
    assertThat(with("h1", "grapes", "true").errors()).contains(Lab.address("h2"));
  }

  @Test
  @Order(7)
  void whatIsHereCanBeUsedWithoutTheControlService() {
    ManagedCluster.systemctl("h1", "stop", "flocker-control");
    assertThat(with("h2", "grapes", "ls /data").orFail()).contains("dump.rdb");
    assertThat(volumes("h2")).contains("flocker grapes\n");
    Shell.Result elsewhere = with("h3", "grapes", "true");
    assertThat(elsewhere.status()).isNotZero();
    assertThat(elsewhere.errors()).contains("control service");
    docker("h2", "rm", "-f", "store").orFail();

    ManagedCluster.systemctl("h1", "start", "flocker-control");
    cluster().awaitNodes();
    eventually()
        .untilAsserted(
            () -> assertThat(with("h3", "grapes", "ls /data").orFail()).contains("dump"));
  }

  @Test
  @Order(8)
  void aRemovedVolumeIsInTheTrashAndComesBackWithItsData() {
    docker("h1", "volume", "rm", "pears").orFail();
    assertThat(volumes("h2")).doesNotContain("pears");
    docker("h2", "volume", "create", "-d", "flocker", "-o", "on-remove=delete", "pears").orFail();
    with("h2", "pears", "echo other > /data/file").orFail();
    String other = named("pears").path("dataset_id").asText();
    assertThat(other).isNotEqualTo(pears);
    docker("h2", "volume", "rm", "pears").orFail();
    eventually().untilAsserted(() -> assertThat(host(other)).isEmpty());

    cluster().post("/configuration/datasets/" + pears + "/restore", "{}").orFail();
    assertThat(with("h2", "pears", "cat /data/file").orFail()).isEqualTo("hello\nmore\n");
  }

  @Test
  @Order(9)
  void aCloneBeginsWithWhatItsSourceHas() {
    docker("h3", "volume", "create", "-d", "flocker", "-o", "from=pears", "copy").orFail();
    assertThat(with("h3", "copy", "cat /data/file").orFail()).isEqualTo("hello\nmore\n");
    with("h3", "copy", "echo changed > /data/file").orFail();
    assertThat(with("h1", "pears", "cat /data/file").orFail()).isEqualTo("hello\nmore\n");
  }

  @Test
  @Order(10)
  void anOptionOfTheFilesystemStaysWithTheVolumeWhereverItMoves() {
    String option = backend == Backend.ZFS ? "zfs.compression=gzip" : "btrfs.compression=zlib";
    docker("h1", "volume", "create", "-d", "flocker", "-o", option, "squeezed").orFail();
    String squeezed = named("squeezed").path("dataset_id").asText();
    with("h1", "squeezed", "echo hello > /data/file").orFail();
    assertThat(compression("h1", squeezed)).isEqualTo(value(option));

    assertThat(with("h2", "squeezed", "cat /data/file && echo more > /data/other").orFail())
        .isEqualTo("hello\n");
    assertThat(host(squeezed)).isEqualTo(cluster().node("h2"));
    assertThat(compression("h2", squeezed)).isEqualTo(value(option));
  }

  @Test
  @Order(11)
  void anOptionOfAnotherFilesystemIsToldWhereTheVolumeWouldBeMade() {
    String option = backend == Backend.ZFS ? "btrfs.compression=zlib" : "zfs.compression=gzip";
    docker("h1", "volume", "create", "-d", "flocker", "-o", option, "strange").orFail();
    Shell.Result refused = with("h1", "strange", "true");
    assertThat(refused.status()).isNotZero();
    assertThat(refused.errors()).contains(option.substring(0, option.indexOf('=')));
    assertThat(host(named("strange").path("dataset_id").asText())).isEmpty();
    docker("h1", "volume", "rm", "strange").orFail();
  }

  private static String value(String option) {
    return option.substring(option.indexOf('=') + 1);
  }

  /** As the filesystem of a host says it. */
  private String compression(String host, String dataset) {
    String command =
        backend == Backend.ZFS
            ? "zfs get -H -o value compression flocker/" + dataset
            : "btrfs property get "
                + ManagedCluster.path(host, dataset)
                + " compression | cut -d= -f2";
    return Lab.shell(host, command).orFail().strip();
  }

  @Test
  @Order(12)
  void anAnonymousVolumeGoesWithItsContainer() {
    int before = cluster().get("/state/datasets").orFail().body().size();
    docker("h1", "run", "--rm", "-v", "/data", "--volume-driver", "flocker", "busybox", "true")
        .orFail();
    eventually()
        .untilAsserted(
            () -> assertThat(cluster().get("/state/datasets").orFail().body()).hasSize(before));
  }
}
