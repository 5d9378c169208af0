package io.flocker.agent;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets all tests of this module wait for up to a minute, unless they say otherwise: beside other
 * work a machine may stand still for longer than the ten seconds that are the rule. JUnit finds
 * this by itself, see {@code junit-platform.properties}.
 */
public final class PatientWaits implements BeforeAllCallback {

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }
}
