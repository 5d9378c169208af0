package io.flocker.agent.unit;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;

/** What an agent works on as one. */
public sealed interface UnitKey {

  /** A dataset that no container uses. */
  record OfDataset(DatasetId id) implements UnitKey {

    @Override
    public String toString() {
      return "dataset " + id;
    }
  }

  /** A container with its datasets. */
  record OfContainer(ApplicationName name) implements UnitKey {

    @Override
    public String toString() {
      return "container " + name;
    }
  }
}
