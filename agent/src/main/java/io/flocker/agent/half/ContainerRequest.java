package io.flocker.agent.half;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeName;
import io.flocker.core.problem.Problem;
import java.util.List;

/** What the dataset agent of a node asks of the container agent, a line of JSON each. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(ContainerRequest.Pull.class),
  @JsonSubTypes.Type(ContainerRequest.Create.class),
  @JsonSubTypes.Type(ContainerRequest.Suspend.class),
  @JsonSubTypes.Type(ContainerRequest.Resume.class),
  @JsonSubTypes.Type(ContainerRequest.Look.class),
})
sealed interface ContainerRequest {

  /** Have this image. */
  record Pull(ImageReference image) implements ContainerRequest {}

  /** Create this container, but don't start it. */
  record Create(Application application, NodeName node, List<Place> volumes)
      implements ContainerRequest {

    public Create {
      volumes = List.copyOf(volumes);
    }
  }

  /** Where a dataset will be. */
  record Place(DatasetId dataset, String path) {}

  /** Stop this container so that nothing starts it. Answered with whether it ran. */
  record Suspend(ApplicationName application) implements ContainerRequest {}

  /** Start it again. */
  record Resume(ApplicationName application) implements ContainerRequest {}

  /** This node's copy of a dataset has changed: a container may be waiting for that. */
  record Look(DatasetId dataset) implements ContainerRequest {}

  /**
   * The answer to any of them.
   *
   * @param ran to {@link Suspend} only
   * @param problems why it could not be done; empty if it was done
   */
  record Answer(boolean ran, List<Problem> problems) {

    public Answer {
      problems = List.copyOf(problems);
    }
  }
}
