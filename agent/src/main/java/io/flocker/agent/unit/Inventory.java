package io.flocker.agent.unit;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.wire.UnitId;
import java.util.Optional;

/** Is told whatever is seen on the node. Safe for use by several threads; must not block. */
public interface Inventory {

  /** A dataset's copy as it is now; empty if there is none. */
  void seen(DatasetId dataset, Optional<ObservedVolume> copy);

  /** A container of ours as it is now; empty if there is none. */
  void seen(ApplicationName container, Optional<ObservedContainer> found);

  /** All of a unit was seen, as it was some time after the unit's wish of this turn was known. */
  void looked(UnitId unit, long turn);
}
