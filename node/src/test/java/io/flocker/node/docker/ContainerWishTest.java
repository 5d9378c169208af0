package io.flocker.node.docker;

import static io.flocker.node.docker.Applications.awaitTrue;
import static io.flocker.node.docker.Applications.problemOf;
import static io.flocker.node.docker.Applications.process;
import static io.flocker.node.docker.Applications.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HealthCheck;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.ContainerProcess;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.Limits;
import io.flocker.core.model.Link;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import io.flocker.core.problem.Problem;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an application asks for is what its container has. */
class ContainerWishTest {

  @RegisterExtension static final RealDocker DOCKER = new RealDocker();

  private static final ApplicationName NAME = Applications.NAME;
  private static final Application APP = Applications.APP;
  private static final NodeName SELF = Applications.SELF;
  private static final String CONTAINER = "flocker--app";

  private final DockerRuntime runtime = new DockerRuntime(DOCKER.socket());

  @BeforeEach
  void clear() {
    DOCKER.removeAllContainers();
  }

  @AfterEach
  void close() {
    runtime.close();
  }

  @Test
  void what_the_container_writes_to_its_mountpoint_lies_in_the_volume() throws Exception {
    Path data = DOCKER.newDirectory();
    DatasetId dataset = DatasetId.ofName("data");
    Application app =
        with(
            APP.withVolumes(List.of(new Volume(dataset, "/data", Optional.empty()))),
            process("sh", "-c", "echo kept > /data/file; exec /bin/busybox sleep 1000"));

    runtime.start(app, SELF, Map.of(dataset, data));

    awaitTrue(() -> Files.exists(data.resolve("file")) && Files.size(data.resolve("file")) > 0);
    assertThat(data.resolve("file")).hasContent("kept\n");
    runtime.remove(NAME);
    assertThat(data.resolve("file")).hasContent("kept\n");
  }

  @Test
  void a_missing_volume_path_is_an_error_and_nothing_is_made_of_it() throws Exception {
    Path missing = DOCKER.newDirectory().resolve("missing");
    DatasetId dataset = DatasetId.ofName("data");
    Application app = APP.withVolumes(List.of(new Volume(dataset, "/data", Optional.empty())));

    Problem problem = problemOf(() -> runtime.start(app, SELF, Map.of(dataset, missing)));

    assertThat(problem.kind()).isEqualTo(Problem.Kind.STORAGE);
    assertThat(problem.sentence())
        .contains(CONTAINER, dataset.toString(), "/data", missing.toString());
    assertThat(missing).doesNotExist();
    assertThat(runtime.list()).isEmpty();
  }

  @Test
  void a_volume_path_that_vanishes_is_refused_by_the_engine_too() throws Exception {
    Path data = DOCKER.newDirectory();
    DatasetId dataset = DatasetId.ofName("data");
    Application app = APP.withVolumes(List.of(new Volume(dataset, "/data", Optional.empty())));
    ContainerWish wish = new ContainerWish(app, SELF, Map.of(dataset, data));
    Files.delete(data);
    Engine engine = new Engine(DOCKER.socket());

    Problem problem =
        problemOf(() ->
            new Containers(engine, new Images(engine)).create(wish, new RestartPolicy.Never()));

    assertThat(problem.sentence()).contains(CONTAINER, data.toString());
    assertThat(data).doesNotExist();
  }

  @Test
  void environment_limits_and_process_reach_the_container() {
    Application app =
        new Application(
            NAME,
            ImageReference.parse(RealDocker.IMAGE),
            new TreeSet<>(),
            new TreeSet<>(Set.of(new Link("mysql", 3306, 13306))),
            List.of(),
            new TreeMap<>(Map.of("OWN", "a=b", "MYSQL_PORT_3306_TCP_PROTO", "mine")),
            new TreeMap<>(Map.of("team", "x")),
            new ContainerProcess(
                Optional.of(List.of("/bin/busybox")),
                Optional.of(List.of("sleep", "1000")),
                Optional.of("/bin"),
                Optional.of("1000:1001"),
                Optional.of(
                    new ContainerProcess.Healthcheck(
                        List.of("CMD", "/bin/busybox", "true"),
                        Optional.of(Duration.ofSeconds(5)),
                        Optional.of(Duration.ofSeconds(2)),
                        Optional.of(Duration.ofSeconds(1)),
                        Optional.of(7))),
                Optional.of(Duration.ofMillis(1500))),
            new Limits(
                Optional.of(Size.mebibytes(64)),
                Optional.of(512),
                Optional.of(new BigDecimal("0.25"))),
            new RestartPolicy.Never(),
            new TreeSet<>());

    runtime.start(app, SELF, Map.of());

    var config = inspect().getConfig();
    assertThat(config.getEnv())
        .contains(
            "MYSQL_PORT_3306_TCP=tcp://192.0.2.7:13306",
            "MYSQL_PORT_3306_TCP_ADDR=192.0.2.7",
            "MYSQL_PORT_3306_TCP_PORT=13306",
            "MYSQL_PORT_3306_TCP_PROTO=mine",
            "OWN=a=b");
    assertThat(config.getLabels()).containsEntry("team", "x");
    assertThat(config.getEntrypoint()).containsExactly("/bin/busybox");
    assertThat(config.getCmd()).containsExactly("sleep", "1000");
    assertThat(config.getWorkingDir()).isEqualTo("/bin");
    assertThat(config.getUser()).isEqualTo("1000:1001");
    assertThat(inspect().getRawValues().get("Config")).asString().contains("StopTimeout=2");
    assertThat(config.getHealthcheck())
        .isNotNull()
        .extracting(HealthCheck::getInterval, HealthCheck::getRetries)
        .containsExactly(5_000_000_000L, 7);
    assertThat(inspect().getHostConfig().getMemory()).isEqualTo(64 << 20);
    assertThat(inspect().getHostConfig().getCpuShares()).isEqualTo(512);
    assertThat(inspect().getHostConfig().getNanoCPUs()).isEqualTo(250_000_000L);
    runtime.suspend(NAME);
    runtime.resume(NAME);
    assertThat(inspect().getHostConfig().getMemory())
        .as("a change of the restart policy leaves the limits alone")
        .isEqualTo(64 << 20);
    assertThat(inspect().getHostConfig().getNanoCPUs()).isEqualTo(250_000_000L);
  }

  @Test
  void a_published_port_answers_on_the_nodes_addresses() throws Exception {
    Application app =
        with(
            APP.withPorts(Set.of(new Port(80, 8080))),
            process("sh", "-c", "exec /bin/busybox nc -ll -p 80 -e /bin/busybox echo hello"));
    runtime.start(app, SELF, Map.of());
    awaitTrue(() ->
        DOCKER.onHost("sh", "-c", "busybox nc -w 1 127.0.0.1 8080 || true").contains("hello"));
  }

  @Test
  void an_empty_command_takes_the_images_command_away() {
    Problem problem = problemOf(() -> runtime.start(with(APP, process()), SELF, Map.of()));
    assertThat(problem.sentence()).contains(CONTAINER, "No command specified");
  }

  private static InspectContainerResponse inspect() {
    return DOCKER.client().inspectContainerCmd(CONTAINER).exec();
  }
}
