package io.flocker.api.certificate.authority;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When a certificate is in force.
 *
 * @param from some time before now, because the clocks of hosts differ
 * @param until to the second, as certificates have it
 */
public record Validity(Instant from, Instant until) {

  /** Of a cluster's authority: what replaces it is a new cluster. */
  public static final Duration AUTHORITY = Duration.ofDays(3650);

  /** Of the control service, which restarts rarely and is renewed by a person. */
  public static final Duration CONTROL_SERVICE = Duration.ofDays(365);

  /** Of a node authority, which a person replaces with the control service's certificate. */
  public static final Duration NODE_AUTHORITY = Duration.ofDays(365);

  /** Of a node that a node authority vouches for: its agent renews it by itself. */
  public static final Duration RENEWED_NODE = Duration.ofDays(30);

  /** Of a node: stolen keys are of no use for long, and there is a quarter to notice a failure. */
  public static final Duration NODE = Duration.ofDays(90);

  /** Of a user of the API. */
  public static final Duration USER = Duration.ofDays(365);

  private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

  /** In force for a time from now on. */
  public static Validity of(Duration duration, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    return new Validity(second.minus(CLOCKS_DIFFER), second.plus(duration));
  }

  /** Ends with the issuer at the latest: nothing is good for longer than who vouches for it. */
  public Validity within(Instant end) {
    return until.isAfter(end) ? new Validity(from, end) : this;
  }
}
