package io.flocker.control.original;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flocker.control.model.Command;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@code current_configuration.json} of the original asks of a new cluster.
 *
 * @param command everything, to be carried out as a whole. No node may make an empty volume for any
 *     of its datasets: their volumes may be anywhere
 * @param notes what is not taken over, a sentence each
 */
public record OriginalConfiguration(Command.Together command, List<String> notes) {

  private static final int LATEST_VERSION = 6;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  public OriginalConfiguration {
    notes = List.copyOf(notes);
  }

  /**
   * Reads the file's text, of version 1 to 6.
   *
   * @param file its name, for messages
   * @param now the time: a lease that has ended by itself is not taken over
   * @throws ProblemException with every problem and its place
   */
  public static OriginalConfiguration read(String text, String file, Instant now) {
    List<Problem> problems = new ArrayList<>();
    Part top = new Part(parse(text, file), file, "", problems);
    Part deployment = deployment(top);
    throwIfAny(problems);
    DeploymentReader reader = new DeploymentReader(now);
    reader.read(deployment);
    throwIfAny(problems);
    return new OriginalConfiguration(
        new Command.Together("import of " + file, reader.commands()), reader.notes());
  }

  private static void throwIfAny(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
  }

  private static JsonNode parse(String text, String file) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? file
              : file + ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
      throw new ProblemException(
          new Problem(
              Problem.Kind.CONFIGURATION,
              where,
              "this is not JSON: " + e.getOriginalMessage(),
              "name the current_configuration.json of a Flocker control service"),
          e);
    }
  }

  /** The first version is the deployment itself; every later one says its number. */
  private static Part deployment(Part top) {
    Part version = top.field("version");
    if (version.isAbsent() && top.type().equals("Deployment")) {
      return top;
    }
    version
        .integer()
        .filter(number -> number < 2 || number > LATEST_VERSION)
        .ifPresent(_ -> version.wrong("2 to " + LATEST_VERSION + ", or none for the first"));
    Part deployment = top.field("deployment");
    if (deployment.isAbsent()) {
      deployment.wrong("the deployment");
    }
    return deployment;
  }
}
