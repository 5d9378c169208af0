package io.flocker.wire;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;

/** What an agent works on as one. */
public sealed interface UnitId {

  /** A dataset that no container uses. */
  record OfDataset(DatasetId dataset) implements UnitId {

    @Override
    public String toString() {
      return "dataset " + dataset;
    }
  }

  /** A container with its datasets. */
  record OfContainer(ApplicationName name) implements UnitId {

    @Override
    public String toString() {
      return "container " + name;
    }
  }

  /** A TCP port, as clients see it, on every node. */
  record OfPort(int port) implements UnitId {

    @Override
    public String toString() {
      return "port " + port;
    }
  }
}
