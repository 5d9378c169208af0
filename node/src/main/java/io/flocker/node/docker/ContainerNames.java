package io.flocker.node.docker;

import io.flocker.core.model.ApplicationName;
import java.util.Optional;

/** Which containers are ours: those whose whole name is the prefix and an application's name. */
final class ContainerNames {

  private static final String PREFIX = "flocker--";

  /** What the engine is told to look for; it searches anywhere in a name. */
  static final String FILTER = "^/?" + PREFIX;

  private ContainerNames() {}

  static String of(ApplicationName application) {
    return PREFIX + application.value();
  }

  /** The application of a container, if one of its names is ours and not an alias under another. */
  static Optional<ApplicationName> application(String[] names) {
    for (String name : names) {
      String text = name.startsWith("/") ? name.substring(1) : name;
      if (text.startsWith(PREFIX)) {
        String application = text.substring(PREFIX.length());
        if (ApplicationName.isLegal(application)) {
          return Optional.of(new ApplicationName(application));
        }
      }
    }
    return Optional.empty();
  }
}
