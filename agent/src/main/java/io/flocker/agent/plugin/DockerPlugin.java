package io.flocker.agent.plugin;

import io.flocker.core.json.Json;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Docker's plugin protocol, version 1, as far as volumes go: which call asks for what, and what is
 * answered. Safe for use by several threads.
 */
final class DockerPlugin {

  private static final Logger LOG = LoggerFactory.getLogger(DockerPlugin.class);

  /** A call of the protocol. */
  enum Call {
    ACTIVATE("/Plugin.Activate", false, false),
    CREATE("/VolumeDriver.Create", true, true),
    REMOVE("/VolumeDriver.Remove", true, false),
    MOUNT("/VolumeDriver.Mount", true, true),
    UNMOUNT("/VolumeDriver.Unmount", true, false),
    PATH("/VolumeDriver.Path", false, false),
    GET("/VolumeDriver.Get", false, false),
    LIST("/VolumeDriver.List", false, false),
    CAPABILITIES("/VolumeDriver.Capabilities", false, false);

    private final String path;
    private final boolean changes;
    private final boolean slow;

    Call(String path, boolean changes, boolean slow) {
      this.path = path;
      this.changes = changes;
      this.slow = slow;
    }

    static Optional<Call> of(String path) {
      return Stream.of(values()).filter(call -> call.path.equals(path)).findFirst();
    }

    @Override
    public String toString() {
      return path.substring(1);
    }
  }

  /**
   * How long calls may take; Docker waits for one minute, or for two where data may have to come.
   *
   * @param slow for Create and Mount
   * @param quick for all others
   */
  record Patience(Duration slow, Duration quick) {

    static final Patience STANDARD = new Patience(Duration.ofSeconds(100), Duration.ofSeconds(15));
  }

  private final Volumes volumes;
  private final Patience patience;
  private final ToldVolumes told;

  DockerPlugin(Volumes volumes, Patience patience, ToldVolumes told) {
    this.volumes = volumes;
    this.patience = patience;
    this.told = told;
  }

  /** How long a call may take. */
  Duration patience(Call call) {
    return call.slow ? patience.slow() : patience.quick();
  }

  /** Answers a call; never throws. */
  Reply answer(Call call, String body, Deadline deadline) {
    PluginRequest request;
    try {
      request = body.isBlank() ? PluginRequest.EMPTY : read(body);
    } catch (IOException e) {
      return Reply.refused(400, "the body is no JSON that " + call + " understands");
    }
    try {
      Reply reply = answer(call, request, deadline);
      LOG.debug("{} of {}: done", call, request.name());
      return reply;
    } catch (ProblemException e) {
      String why = inWords(e);
      // Docker asks for volumes that are not there before it makes them.
      LOG.atLevel(call.changes ? Level.INFO : Level.DEBUG)
          .log("{} of {}: {}", call, request.name(), why);
      return failed(call, request, why);
    } catch (RuntimeException e) {
      LOG.error("{} of {}: a defect", call, request.name(), e);
      return failed(call, request, "a defect of Flocker, please report it: " + e);
    }
  }

  private static String inWords(ProblemException e) {
    return e.problems().stream().map(Problem::sentence).collect(Collectors.joining("; "));
  }

  /** What is said of a call that came to no answer of its own. */
  Reply failed(Call call, String why) {
    return failed(call, PluginRequest.EMPTY, why);
  }

  /**
   * Docker takes any error of a Get for "there is no such volume". If that was the second one of
   * {@code docker volume rm}, it says that the volume is removed, and nobody has removed it. So
   * where the first may have been answered, the second is too, for Remove to say what is wrong; and
   * who cannot know that says nothing: then Docker asks again for half a minute, and fails.
   */
  private Reply failed(Call call, PluginRequest request, String why) {
    if (call != Call.GET) {
      return Reply.failed(why);
    }
    // One without a name is a repetition: Docker sends none when an answer has not come.
    Optional<String> name = Optional.ofNullable(request.name()).filter(text -> !text.isEmpty());
    Optional<VolumeView> before = name.flatMap(told::told);
    if (before.isPresent()) {
      return Reply.of(with("Volume", before.get().unsure(why).full()));
    }
    return name.isEmpty() || told.isYoung() ? Reply.none() : Reply.failed(why);
  }

  private static PluginRequest read(String body) throws IOException {
    PluginRequest request = Json.read(body, PluginRequest.class);
    // JSON's null.
    return request == null ? PluginRequest.EMPTY : request;
  }

  private Reply answer(Call call, PluginRequest request, Deadline deadline) {
    return switch (call) {
      case ACTIVATE -> Reply.of(Map.of("Implements", List.of("VolumeDriver")));
      case CAPABILITIES -> Reply.of(Map.of("Capabilities", Map.of("Scope", "global"), "Err", ""));
      case CREATE -> {
        volumes.create(VolumeOptions.read(request.requireName(), request.allOptions()), deadline);
        yield done();
      }
      case REMOVE -> {
        volumes.remove(request.requireName(), deadline);
        told.tellGone(request.requireName());
        yield done();
      }
      case MOUNT -> {
        Volumes.Mounted mounted =
            volumes.mount(request.requireName(), request.idOrNone(), deadline);
        yield Reply.of(with("Mountpoint", mounted.path()), mounted.giveBack());
      }
      case UNMOUNT -> {
        volumes.unmount(request.requireName(), request.idOrNone(), deadline);
        yield done();
      }
      case PATH -> Reply.of(with("Mountpoint", volumes.path(request.requireName())));
      case GET -> get(request.requireName(), deadline);
      case LIST ->
          Reply.of(
              with("Volumes", volumes.list(deadline).stream().map(VolumeView::brief).toList()));
    };
  }

  private Reply get(String name, Deadline deadline) {
    Optional<VolumeView> volume = volumes.get(name, deadline);
    volume.ifPresentOrElse(told::tell, () -> told.tellGone(name));
    return volume
        .map(view -> Reply.of(with("Volume", view.full())))
        .orElseGet(() -> Reply.failed(inWords(VolumeProblems.unknown(name))));
  }

  private static Reply done() {
    return Reply.of(Map.of("Err", ""));
  }

  private static Map<String, Object> with(String key, Object value) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(key, value);
    body.put("Err", "");
    return body;
  }
}
