package io.flocker.e2e.lab;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.opentest4j.TestAbortedException;

/** Leaves out the steps of a story that come after one that failed. */
final class StopAtFirstFailure implements BeforeEachCallback, AfterEachCallback {

  @Override
  public void beforeEach(ExtensionContext context) {
    String failed = store(context).get("failed", String.class);
    Assumptions.assumeTrue(failed == null, () -> "an earlier step failed: " + failed);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    boolean failed =
        context
            .getExecutionException()
            .filter(e -> !(e instanceof TestAbortedException))
            .isPresent();
    if (failed) {
      store(context).put("failed", context.getDisplayName());
    }
  }

  /** Of the class that is run, which is one story on one backend. */
  private static Store store(ExtensionContext context) {
    return context.getParent().orElseThrow().getStore(Namespace.create(StopAtFirstFailure.class));
  }
}
