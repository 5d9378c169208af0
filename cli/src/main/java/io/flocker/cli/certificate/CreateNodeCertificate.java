package io.flocker.cli.certificate;

import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.Validity;
import io.flocker.core.model.NodeId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flocker-ca create-node-certificate}. */
@Command(
    name = "create-node-certificate",
    description = "Makes a key and a certificate for one node.")
public final class CreateNodeCertificate extends SigningOptions implements Callable<Integer> {

  @Option(
      names = "--node",
      paramLabel = "UUID",
      description =
          "Who the node is, where it has an identity already (uuid in /etc/flocker/volume.json);"
              + " default: a new one.")
  private @Nullable UUID node;

  @Override
  public Integer call() {
    AuthorityFolder authority = authority();
    NodeId id = new NodeId(node == null ? UUID.randomUUID() : node);
    issue(
        authority,
        new Identity.Node(authority.cluster(), id),
        List.of(),
        duration(Validity.NODE),
        id.toString());
    say(
        "Created %s.crt. Copy it to /etc/flocker/node.crt on the node, and %s.key to"
                .formatted(id, id)
            + " /etc/flocker/node.key, with cluster.crt beside them; chmod 0600 all three.");
    say("One node, one certificate: a copy on a second machine would make the two one node.");
    return 0;
  }
}
