package io.flocker.core.plan;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.plan.ImaginaryHost.Container;
import io.flocker.core.plan.ImaginaryHost.Copy;
import io.flocker.core.state.Route;
import io.flocker.core.state.VolumeRecord;

/** Actions that are one step on one host. */
final class ImaginaryAction implements ImaginaryStep {

  private final ImaginaryCluster cluster;
  private final ImaginaryHost host;
  private final Action action;

  ImaginaryAction(ImaginaryCluster cluster, ImaginaryProcess process, Action action) {
    this.cluster = cluster;
    this.host = process.host;
    this.action = action;
  }

  @Override
  public Progress next(boolean impatient) {
    return switch (action) {
      case Action.PullImage pull -> {
        host.images.add(pull.image().toString());
        yield Progress.DONE;
      }
      case Action.CreateVolume create -> create(create);
      case Action.ResizeVolume resize -> resize(resize);
      case Action.DestroyVolume destroy -> destroy(destroy.dataset());
      case Action.ActivateVolume activate -> done(activate(activate.dataset()));
      case Action.RetireVolume retire -> retire(retire);
      case Action.AwaitVolumes await -> await(await, impatient);
      case Action.RemoveContainer remove -> remove(remove.application());
      case Action.StartContainer start -> done(host.start(start.application()));
      case Action.AwaitApplication await -> await(await, impatient);
      case Action.ChangeRoutes routes -> change(routes);
      case Action.OpenPorts open -> {
        host.openPorts.clear();
        host.openPorts.addAll(open.ports());
        yield Progress.DONE;
      }
      case Action.RememberDatasets remember -> {
        remember.datasets().forEach(host::remember);
        yield Progress.DONE;
      }
      case Action.CloneVolume clone -> throw new IllegalStateException(clone.toString());
      case Action.TakeSnapshot take -> throw new IllegalStateException(take.toString());
      case Action.RemoveSnapshot remove -> throw new IllegalStateException(remove.toString());
      case Action.MoveVolumes move -> throw new IllegalStateException(move.toString());
      case Action.ReclaimVolume reclaim -> throw new IllegalStateException(reclaim.toString());
    };
  }

  private static Progress done(boolean success) {
    return success ? Progress.DONE : Progress.FAILED;
  }

  private Progress create(Action.CreateVolume create) {
    Copy old = host.copies.get(create.dataset());
    if (old != null) {
      return done(host.owns(old) && old.record.epoch() == 1);
    }
    cluster.history(create.dataset()).create("node " + host.name);
    Copy copy = new Copy(VolumeRecord.created(create.dataset(), host.id, create.maximumSize()));
    host.activate(copy);
    host.copies.put(create.dataset(), copy);
    return Progress.DONE;
  }

  private Progress resize(Action.ResizeVolume resize) {
    Copy copy = host.copies.get(resize.dataset());
    if (copy == null || !host.owns(copy) || host.isBusy(resize.dataset())) {
      return Progress.FAILED;
    }
    copy.record = copy.record.sized(resize.to());
    return Progress.DONE;
  }

  private Progress destroy(DatasetId dataset) {
    if (host.isBusy(dataset)) {
      return Progress.FAILED;
    }
    host.copies.remove(dataset);
    return Progress.DONE;
  }

  private boolean activate(DatasetId dataset) {
    Copy copy = host.copies.get(dataset);
    if (copy == null || !host.owns(copy) || host.isBusy(dataset)) {
      return false;
    }
    host.activate(copy);
    return true;
  }

  private Progress retire(Action.RetireVolume retire) {
    Copy copy = host.copies.get(retire.dataset());
    if (copy == null || host.isBusy(retire.dataset())) {
      return Progress.FAILED;
    }
    if (copy.record.epoch() < retire.epoch()) {
      copy.record = copy.record.ownedBy(retire.owner(), retire.epoch());
    }
    if (!copy.record.owner().equals(host.id)) {
      copy.mounted = false;
      copy.writable = false;
    }
    return Progress.DONE;
  }

  private Progress await(Action.AwaitVolumes await, boolean impatient) {
    ImaginaryHost source = cluster.host(await.source());
    if (await.datasets().stream().allMatch(dataset -> isOwnedByAnother(source, dataset))) {
      return Progress.DONE;
    }
    return impatient ? Progress.FAILED : Progress.WAITING;
  }

  private boolean isOwnedByAnother(ImaginaryHost source, DatasetId dataset) {
    return cluster.hosts().stream()
        .filter(other -> other != source)
        .anyMatch(other -> other.owns(other.copies.get(dataset)));
  }

  private Progress await(Action.AwaitApplication await, boolean impatient) {
    ImaginaryHost target = cluster.host(await.node());
    Container container = target.containers.get(await.application());
    if (target.up
        && container != null
        && container.running
        && container.specification.equals(await.specification())) {
      return Progress.DONE;
    }
    return impatient ? Progress.FAILED : Progress.WAITING;
  }

  private Progress remove(ApplicationName application) {
    host.containers.remove(application);
    return Progress.DONE;
  }

  private Progress change(Action.ChangeRoutes routes) {
    host.routes.removeIf(route -> routes.withdraw().contains(route.port()));
    for (Route route : routes.add()) {
      host.routes.removeIf(old -> old.port() == route.port());
      host.routes.add(route);
    }
    return Progress.DONE;
  }
}
