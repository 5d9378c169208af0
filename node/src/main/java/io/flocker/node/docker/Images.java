package io.flocker.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Image;
import io.flocker.core.model.ImageReference;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Images of one engine. */
final class Images {

  private final Engine engine;

  Images(Engine engine) {
    this.engine = engine;
  }

  /** By tag and by digest; an image that has lost all its names cannot be asked for. */
  SortedSet<String> list() {
    return Collections.unmodifiableSortedSet(
        engine.ask("images", "be listed", client -> client.listImagesCmd().exec()).stream()
            .flatMap(Images::references)
            .filter(reference -> !reference.contains("<none>"))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static Stream<String> references(Image image) {
    return Stream.of(
            Optional.ofNullable(image.getRepoTags()), Optional.ofNullable(image.getRepoDigests()))
        .flatMap(Optional::stream)
        .flatMap(Stream::of);
  }

  /** Fetches the image unless it is there: a tag that has moved on since is not followed. */
  void pull(ImageReference image) {
    if (inspect(image).isPresent()) {
      return;
    }
    engine.tell("image " + image, "be pulled", client -> pull(client, image));
  }

  private void pull(DockerClient client, ImageReference image) throws InterruptedException {
    PullImageCmd command =
        client
            .pullImageCmd(image.repository())
            .withTag(image.digest().isEmpty() ? image.tag() : image.digest());
    Optional.ofNullable(engine.config().registryLogin(image.repository()))
        .ifPresent(command::withAuthConfig);
    try {
      command.exec(new PullImageResultCallback()).awaitCompletion();
    } catch (DockerClientException e) {
      // The engine says "200 OK" and then, in the midst of the progress report, that it failed.
      throw new ProblemException(
          new Problem(
              Problem.Kind.CONTAINER,
              "image " + image,
              String.valueOf(e.getMessage()),
              "check the name, and that this node can reach the registry; or load the image with"
                  + " docker load"),
          e);
    }
  }

  /** The entry point that the image declares, if any. */
  List<String> entrypoint(ImageReference image) {
    return inspect(image).stream()
        .flatMap(details -> Stream.ofNullable(details.getConfig()))
        .flatMap(config -> Stream.ofNullable(config.getEntrypoint()))
        .flatMap(Stream::of)
        .toList();
  }

  private Optional<InspectImageResponse> inspect(ImageReference image) {
    return engine.<Optional<InspectImageResponse>>ask(
        "image " + image,
        "be inspected",
        client -> {
          try {
            return Optional.of(client.inspectImageCmd(image.toString()).exec());
          } catch (NotFoundException e) {
            return Optional.empty();
          }
        });
  }
}
