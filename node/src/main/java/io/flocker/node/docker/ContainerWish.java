package io.flocker.node.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.Ports;
import io.flocker.core.model.Application;
import io.flocker.core.model.ContainerProcess.Healthcheck;
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
import io.flocker.core.problem.ProblemException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A container as it shall be, in the engine's words. */
final class ContainerWish {

  private static final int NANO_DIGITS = 9;

  private final Application application;
  private final NodeName self;
  private final SortedMap<String, String> mounts;

  /**
   * The wish for {@code application}; throws {@link ProblemException} if the path of a volume is
   * not given or not there.
   */
  ContainerWish(Application application, NodeName self, Map<DatasetId, Path> paths) {
    this.application = application;
    this.self = self;
    this.mounts = mounts(application, paths);
  }

  String name() {
    return ContainerNames.of(application.name());
  }

  ImageReference image() {
    return application.image();
  }

  /**
   * Whether a container was made from this wish and can still run. Paths are compared too: a
   * dataset may have come to lie elsewhere on the node.
   */
  boolean isMet(Container listed) {
    return Labels.read(listed.getLabels()).equals(Labels.read(labels()))
        && mounts(listed).entrySet().containsAll(mounts.entrySet())
        && Containers.mayRun(listed.getState());
  }

  private static Map<String, String> mounts(Container listed) {
    Map<String, String> mounts = new HashMap<>();
    for (var mount : Optional.ofNullable(listed.getMounts()).orElse(List.of())) {
      Optional.ofNullable(mount.getDestination())
          .ifPresent(to -> mounts.put(to, String.valueOf(mount.getSource())));
    }
    return mounts;
  }

  private SortedMap<String, String> labels() {
    return Labels.of(application, self);
  }

  /**
   * Writes the wish into a request.
   *
   * @param policy the engine's restart policy, for now
   * @param imageEntrypoint the entry point that the image has
   */
  void describe(CreateContainerCmd command, RestartPolicy policy, List<String> imageEntrypoint) {
    command
        .withName(name())
        .withLabels(labels())
        .withEnv(environment())
        .withExposedPorts(
            application.ports().stream().map(port -> ExposedPort.tcp(port.internal())).toList())
        .withHostConfig(hostConfig(policy));
    describeProcess(command, imageEntrypoint);
  }

  /**
   * Whether the wish is to have no command. The engine knows that only from an entry point: when it
   * is given one, it drops the image's command.
   */
  boolean clearsCommand() {
    return application.process().command().filter(List::isEmpty).isPresent()
        && application.process().entrypoint().isEmpty();
  }

  private void describeProcess(CreateContainerCmd command, List<String> imageEntrypoint) {
    var process = application.process();
    process.entrypoint().map(ContainerWish::wordsOrNone).ifPresent(command::withEntrypoint);
    if (clearsCommand()) {
      command.withEntrypoint(wordsOrNone(imageEntrypoint));
    }
    process.command().filter(words -> !words.isEmpty()).ifPresent(command::withCmd);
    process.workingDirectory().ifPresent(command::withWorkingDir);
    process.user().ifPresent(command::withUser);
    process.healthcheck().map(ContainerWish::healthcheck).ifPresent(command::withHealthcheck);
    process.stopGracePeriod().map(ContainerWish::wholeSeconds).ifPresent(command::withStopTimeout);
  }

  /** One empty word is the engine's way to say that there shall be no entry point. */
  private static List<String> wordsOrNone(List<String> words) {
    return words.isEmpty() ? List.of("") : words;
  }

  private static HealthCheck healthcheck(Healthcheck check) {
    HealthCheck result = new HealthCheck().withTest(check.test());
    check.interval().map(Duration::toNanos).ifPresent(result::withInterval);
    check.timeout().map(Duration::toNanos).ifPresent(result::withTimeout);
    check.startPeriod().map(Duration::toNanos).ifPresent(result::withStartPeriod);
    check.retries().ifPresent(result::withRetries);
    return result;
  }

  /** Rounded up, because 0 means to kill at once. */
  private static int wholeSeconds(Duration duration) {
    return Math.toIntExact(duration.plusNanos(999_999_999).toSeconds());
  }

  private List<String> environment() {
    SortedMap<String, String> variables = new TreeMap<>();
    for (Link link : application.links()) {
      variables.putAll(link.environment(self));
    }
    variables.putAll(application.environment());
    return variables.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  private HostConfig hostConfig(RestartPolicy policy) {
    Ports ports = new Ports();
    for (Port port : application.ports()) {
      ports.bind(ExposedPort.tcp(port.internal()), Ports.Binding.bindPort(port.external()));
    }
    HostConfig config =
        new HostConfig()
            .withPortBindings(ports)
            .withMounts(bindMounts())
            .withRestartPolicy(RestartPolicies.toEngine(policy));
    if (!application.links().isEmpty() && !isAddress(self.value())) {
      // The container asks other name servers than its host does, so it is told where its host is.
      config.withExtraHosts(self + ":host-gateway");
    }
    Limits limits = application.limits();
    limits.memory().map(Size::bytes).ifPresent(config::withMemory);
    limits.cpuShares().ifPresent(config::withCpuShares);
    limits.cpus().map(ContainerWish::nanoCpus).ifPresent(config::withNanoCPUs);
    return config;
  }

  private static boolean isAddress(String node) {
    return node.indexOf(':') >= 0 || node.matches("[0-9.]+");
  }

  private static long nanoCpus(BigDecimal cpus) {
    return cpus.movePointRight(NANO_DIGITS).longValue();
  }

  /** Mounts and not binds: for a bind, the engine makes an empty directory if there is none. */
  private List<Mount> bindMounts() {
    return mounts.entrySet().stream()
        .map(mount ->
            new Mount()
                .withType(MountType.BIND)
                .withSource(mount.getValue())
                .withTarget(mount.getKey()))
        .toList();
  }

  private static SortedMap<String, String> mounts(
      Application application, Map<DatasetId, Path> paths) {
    SortedMap<String, String> mounts = new TreeMap<>();
    for (Volume volume : application.volumes()) {
      Path path =
          Optional.ofNullable(paths.get(volume.dataset()))
              .orElseThrow(() -> noVolume(application, volume, "is not on this node"));
      if (!Files.isDirectory(path)) {
        throw noVolume(application, volume, "should be at " + path + ", but there is no directory");
      }
      mounts.put(volume.mountpoint(), path.toString());
    }
    return mounts;
  }

  private static ProblemException noVolume(Application application, Volume volume, String what) {
    return new ProblemException(
        new Problem(
            Problem.Kind.STORAGE,
            ContainerNames.of(application.name()),
            "could not be started: its volume "
                + volume.dataset()
                + " (for "
                + volume.mountpoint()
                + ") "
                + what,
            "check that the volume is mounted; no empty one is put in its place"));
  }
}
