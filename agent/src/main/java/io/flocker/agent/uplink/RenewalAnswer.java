package io.flocker.agent.uplink;

/** What comes of asking the control service for a certificate of a new key. */
public sealed interface RenewalAnswer {

  /**
   * It has signed.
   *
   * @param certificates in PEM form, the new one first; nothing of it has been checked
   */
  record Signed(String certificates) implements RenewalAnswer {}

  /**
   * It does not do it.
   *
   * @param why with what to do about it, for people
   */
  record Declined(String why) implements RenewalAnswer {}

  /**
   * It could not be asked, or its answer was lost.
   *
   * @param why for people
   */
  record Lost(String why) implements RenewalAnswer {}
}
