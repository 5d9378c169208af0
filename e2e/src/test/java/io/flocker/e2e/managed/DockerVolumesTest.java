package io.flocker.e2e.managed;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.managed.Docker.docker;
import static io.flocker.e2e.managed.Docker.use;
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

  private void awaitHost(String dataset, String host) {
    eventually().untilAsserted(() -> assertThat(host(dataset)).isEqualTo(cluster().node(host)));
  }

  /** Fails unless each container is refused a volume, and one of them for this reason. */
  private static void awaitRefusal(String host, String volume, String reason) {
    Shell.Result last =
        eventually()
            .until(
                () -> with(host, volume, "true"),
                result -> result.status() == 0 || result.errors().contains(reason));
    assertThat(last.status()).as("%s", last).isNotZero();
  }

  private static void remove(String host, String volume) {
    eventually().untilAsserted(() -> docker(host, "volume", "rm", volume).orFail());
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

    use("h2", "pears", "echo hello > /data/file");
    awaitHost(pears, "h2");
    JsonNode configured = named("pears");
    assertThat(configured.path("maximum_size").asLong()).isEqualTo(96L << 20);
    assertThat(configured.path("metadata").path("maximum_size").asText())
        .isEqualTo(String.valueOf(96L << 20));
    assertThat(with("h2", "pears", "head -c 120000000 /dev/zero > /data/large").status())
        .isNotZero();
    use("h2", "pears", "rm /data/large");
  }

  @Test
  @Order(2)
  void itsDataIsThereOnTheSameHostAndOnTheOthers() {
    assertThat(use("h2", "pears", "cat /data/file")).isEqualTo("hello\n");
    assertThat(use("h3", "pears", "cat /data/file && echo more >> /data/file"))
        .isEqualTo("hello\n");
    assertThat(use("h1", "pears", "cat /data/file")).isEqualTo("hello\nmore\n");
    awaitHost(pears, "h1");
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
    use("h3", "apples", "echo red > /data/colour");
    assertThat(use("h2", "apples", "cat /data/colour")).isEqualTo("red\n");
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
    awaitRefusal("h1", "pears", Lab.address("h3"));
    awaitHost(pears, "h3");
    eventually()
        .untilAsserted(() ->
            assertThat(docker("h1", "volume", "rm", "pears").errors()).contains(Lab.address("h3")));
    cluster()
        .post(
            "/configuration/datasets/" + pears,
            "{\"primary\": \"%s\"}".formatted(cluster().node("h1")));
    assertThat(docker("h3", "inspect", "-f", "{{.State.Running}}", "holder").orFail())
        .isEqualTo("true\n");

    // The shell does not end when it is asked to: Docker kills it after this time.
    CompletableFuture<Shell.Result> stopped =
        CompletableFuture.supplyAsync(() -> docker("h3", "stop", "-t", "4", "holder"));
    assertThat(use("h1", "pears", "cat /data/file")).isEqualTo("hello\nmore\n");
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
    awaitRefusal("h1", "grapes", Lab.address("h2"));
  }

  @Test
  @Order(7)
  void whatIsHereCanBeUsedWithoutTheControlService() {
    ManagedCluster.systemctl("h1", "stop", "flocker-control");
    assertThat(use("h2", "grapes", "ls /data")).contains("dump.rdb");
    assertThat(volumes("h2")).contains("flocker grapes\n");
    awaitRefusal("h3", "grapes", "control service");
    docker("h2", "rm", "-f", "store").orFail();

    ManagedCluster.systemctl("h1", "start", "flocker-control");
    cluster().awaitNodes();
    assertThat(use("h3", "grapes", "ls /data")).contains("dump");
  }

  @Test
  @Order(8)
  void aRemovedVolumeIsInTheTrashAndComesBackWithItsData() {
    remove("h1", "pears");
    assertThat(volumes("h2")).doesNotContain("pears");
    docker("h2", "volume", "create", "-d", "flocker", "-o", "on-remove=delete", "pears").orFail();
    use("h2", "pears", "echo other > /data/file");
    String other = named("pears").path("dataset_id").asText();
    assertThat(other).isNotEqualTo(pears);
    remove("h2", "pears");
    eventually().untilAsserted(() -> assertThat(host(other)).isEmpty());

    cluster().post("/configuration/datasets/" + pears + "/restore", "{}").orFail();
    assertThat(use("h2", "pears", "cat /data/file")).isEqualTo("hello\nmore\n");
  }

  @Test
  @Order(9)
  void aCloneBeginsWithWhatItsSourceHas() {
    docker("h3", "volume", "create", "-d", "flocker", "-o", "from=pears", "copy").orFail();
    assertThat(use("h3", "copy", "cat /data/file")).isEqualTo("hello\nmore\n");
    use("h3", "copy", "echo changed > /data/file");
    assertThat(use("h1", "pears", "cat /data/file")).isEqualTo("hello\nmore\n");
  }

  @Test
  @Order(10)
  void anOptionOfTheFilesystemStaysWithTheVolumeWhereverItMoves() {
    String option = backend == Backend.ZFS ? "zfs.compression=gzip" : "btrfs.compression=zlib";
    docker("h1", "volume", "create", "-d", "flocker", "-o", option, "squeezed").orFail();
    String squeezed = named("squeezed").path("dataset_id").asText();
    use("h1", "squeezed", "echo hello > /data/file");
    assertThat(compression("h1", squeezed)).isEqualTo(value(option));

    assertThat(use("h2", "squeezed", "cat /data/file && echo more > /data/other"))
        .isEqualTo("hello\n");
    awaitHost(squeezed, "h2");
    assertThat(compression("h2", squeezed)).isEqualTo(value(option));
  }

  @Test
  @Order(11)
  void anOptionOfAnotherFilesystemIsToldWhereTheVolumeWouldBeMade() {
    String option = backend == Backend.ZFS ? "btrfs.compression=zlib" : "zfs.compression=gzip";
    docker("h1", "volume", "create", "-d", "flocker", "-o", option, "strange").orFail();
    awaitRefusal("h1", "strange", option.substring(0, option.indexOf('=')));
    assertThat(host(named("strange").path("dataset_id").asText())).isEmpty();
    remove("h1", "strange");
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
