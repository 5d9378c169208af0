package io.flocker.node;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeName;
import io.flocker.core.state.ObservedContainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * The containers of one node. Only those named {@code flocker--APPLICATION} are ours; no other is
 * ever touched. Every method is idempotent and throws {@link
 * io.flocker.core.problem.ProblemException} with the container and what the engine said. Safe for
 * use by several threads, one at a time for each application.
 */
public interface ContainerRuntime {

  /** Our containers, running or not. */
  List<ObservedContainer> list();

  /** One of our containers, if it is there. */
  Optional<ObservedContainer> find(ApplicationName application);

  /** Names of the engine's volumes that a running container uses, be it ours or not. */
  Set<String> volumesInUse();

  /**
   * Has the engine look for drivers of volumes, so that it knows one that it has had no use for
   * yet. A swarm gives a node nothing to run that needs a driver which the node's engine does not
   * know.
   */
  void lookForVolumeDrivers();

  /** Names of the engine's volumes that any container has, be it ours or not, running or not. */
  Set<String> volumesOfContainers();

  /** References of all images that the node has, in the form of {@link ImageReference}. */
  SortedSet<String> images();

  /** Whether containers can reach IPv6 addresses, their own node's among them. */
  boolean haveIpv6();

  /** Fetches an image unless the node has it. */
  void pull(ImageReference image);

  /**
   * Makes the container, but does not start it, nor will a restart of the engine. For a container
   * whose volumes are still on their way: {@link #start} then has less to do. One that is here
   * already stays as it is if it was made from the same wish; otherwise it is removed first.
   *
   * @param volumes where each dataset will be; at least an empty directory each
   */
  void create(Application application, NodeName self, Map<DatasetId, Path> volumes);

  /**
   * Makes the container, with a label that carries the digest of the wish, and starts it. A
   * container of this name that was made from the same wish is started rather than made again; one
   * from another wish is removed first.
   *
   * @param self the name by which links are told to find this node
   * @param volumes where each dataset of the application is on the node; a missing path is an
   *     error, never an empty directory
   */
  void start(Application application, NodeName self, Map<DatasetId, Path> volumes);

  /**
   * Stops a container, with the grace that it was made with, so that nothing but {@link #resume} or
   * {@link #start} makes it run again, not even a restart of the engine. Says whether it ran or was
   * about to be started again by its restart policy; not so if there is none, or on repetition.
   */
  boolean suspend(ApplicationName application);

  /**
   * Starts a suspended container again and gives it its restart policy back; changes nothing of one
   * that runs. An error if there is none. A container from a release that wrote no labels does not
   * get its policy back: its wish is not known here, and {@link #start} makes it anew.
   */
  void resume(ApplicationName application);

  /**
   * Stops a container with the grace that it was made with, and removes it with all that the engine
   * keeps for it alone; nothing happens if it is not there.
   */
  void remove(ApplicationName application);
}
