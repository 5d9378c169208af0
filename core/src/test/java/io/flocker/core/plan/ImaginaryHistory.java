package io.flocker.core.plan;

import io.flocker.core.model.DatasetId;

/** What really happened to a dataset, which no host can see. */
final class ImaginaryHistory {

  private final DatasetId dataset;
  private boolean created;
  private long acknowledged;

  ImaginaryHistory(DatasetId dataset) {
    this.dataset = dataset;
  }

  boolean exists() {
    return created;
  }

  void create(String where) {
    if (created) {
      throw new AssertionError(dataset + " created empty again on " + where);
    }
    created = true;
  }

  /** A client is told that its write is safe. */
  void acknowledge() {
    acknowledged++;
  }

  void checkComplete(long content, String where) {
    if (content != acknowledged) {
      throw new AssertionError(
          "%s: %d of %d acknowledged writes %s".formatted(dataset, content, acknowledged, where));
    }
  }
}
