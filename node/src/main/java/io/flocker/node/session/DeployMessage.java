package io.flocker.node.session;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.NodeName;
import io.flocker.core.state.ClusterState;
import io.flocker.node.ssh.PeerAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a deployment says to a node's session, a line of JSON each. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DeployMessage.Meet.class, name = "meet"),
  @JsonSubTypes.Type(value = DeployMessage.Apply.class, name = "apply"),
  @JsonSubTypes.Type(value = DeployMessage.Relayed.class, name = "relayed"),
  @JsonSubTypes.Type(value = DeployMessage.Alive.class, name = "alive"),
})
public sealed interface DeployMessage {

  /** The nodes that will talk to each other; answered by {@link NodeMessage.Ready}. */
  record Meet(SortedMap<NodeName, PeerAddress> peers) implements DeployMessage {

    public Meet {
      peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
    }
  }

  /**
   * Make it so. Answered by progress and at last by {@link NodeMessage.Ended}.
   *
   * @param self how the deployment calls this node
   */
  record Apply(NodeName self, Configuration configuration, ClusterState cluster)
      implements DeployMessage {}

  /** What another node told. */
  record Relayed(Notice notice) implements DeployMessage {}

  /**
   * The deployment is still there. Said every few seconds, because a network that swallows
   * everything does not end a connection.
   */
  record Alive() implements DeployMessage {

    /** How often it is said. */
    public static final Duration EVERY = Duration.ofSeconds(5);

    /** After so long a silence the deployment is taken to be gone. */
    public static final Duration SILENCE = Duration.ofSeconds(30);
  }
}
