package io.flocker.control.model;

import java.util.List;

/**
 * Why a command changes nothing.
 *
 * @param description for a person: what, which object, why, and what to do
 * @param details every single violation, where there can be several; else empty
 */
public record Refusal(RefusalCode code, String description, List<String> details) {

  public Refusal {
    details = List.copyOf(details);
  }

  /** One reason. */
  public static Refusal of(RefusalCode code, String description) {
    return new Refusal(code, description, List.of());
  }
}
