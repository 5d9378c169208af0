package io.flocker.agent.uplink;

import java.time.Duration;

/**
 * Where the control service is, and the times of joining it.
 *
 * @param firstPause before the second try; each further one is twice as long, with chance
 * @param longestPause between two tries after a long absence
 * @param joinTimeout how long the control service may take to welcome an agent
 * @param refusedPause before asking again after a refusal, with chance
 */
public record UplinkSettings(
    String host,
    int port,
    Duration firstPause,
    Duration longestPause,
    Duration joinTimeout,
    Duration refusedPause) {

  /** What the product uses. */
  public static UplinkSettings standard(String host, int port) {
    return new UplinkSettings(
        host,
        port,
        Duration.ofMillis(50),
        Duration.ofSeconds(30),
        Duration.ofSeconds(15),
        Duration.ofSeconds(30));
  }
}
