package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.cli.rest.RestClient;
import picocli.CommandLine.Command;

/** {@code flockerctl version}. */
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description = "Prints the control service's version.")
public final class ServerVersion extends ServiceCommand {

  @Override
  void run(RestClient client) {
    JsonNode version = client.get("/v1/version");
    print(version, version.path("flocker").asText());
  }
}
