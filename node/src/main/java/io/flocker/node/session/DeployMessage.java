package io.flocker.node.session;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.NodeName;
import io.flocker.core.state.ClusterState;
import io.flocker.node.ssh.PeerAddress;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a deployment says to a node's session, a line of JSON each. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DeployMessage.Meet.class, name = "meet"),
  @JsonSubTypes.Type(value = DeployMessage.Apply.class, name = "apply"),
  @JsonSubTypes.Type(value = DeployMessage.Relayed.class, name = "relayed"),
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
}
