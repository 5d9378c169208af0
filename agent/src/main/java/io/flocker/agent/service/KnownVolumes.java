package io.flocker.agent.service;

import io.flocker.agent.plugin.LocalVolumes;
import io.flocker.agent.uplink.Uplink;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.state.ObservedVolume;
import io.flocker.wire.UnitStatus;
import io.flocker.wire.WantedDataset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the agent knows of volumes, for Docker's plugin.
 *
 * @param parts as this half of the agent has them
 */
record KnownVolumes(
    AgentParts parts,
    NodeName self,
    NodeInventory inventory,
    Assignments assignments,
    Uplink uplink)
    implements LocalVolumes {

  @Override
  public String node() {
    return self.value();
  }

  @Override
  public boolean isWantedHere(WantedDataset dataset) {
    return dataset.node().equals(parts.id());
  }

  @Override
  public boolean isUsable(ObservedVolume copy) {
    return copy.writable()
        && copy.path().isPresent()
        && copy.record().isWritableOn(parts.id())
        && copy.record().head().isEmpty();
  }

  @Override
  public List<WantedDataset> wanted() {
    return uplink.wishes().units().values().stream()
        .flatMap(wish -> wish.datasets().stream())
        .toList();
  }

  @Override
  public Optional<ObservedVolume> seen(DatasetId dataset) {
    return inventory.volume(dataset);
  }

  @Override
  public Optional<ObservedVolume> look(DatasetId dataset) {
    return parts.driver().find(dataset);
  }

  @Override
  public Optional<UnitStatus> work(DatasetId dataset) {
    return assignments.unitOf(dataset).flatMap(inventory::status);
  }

  @Override
  public Set<String> usedByContainers() {
    return parts.containers().volumesInUse();
  }

  @Override
  public void introduceToDocker() {
    parts.containers().lookForVolumeDrivers();
  }

  @Override
  public Set<String> namedByContainers() {
    return parts.containers().volumesOfContainers();
  }
}
