package io.flocker.e2e.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The filesystems that move volumes while they are in use, for tests that are played on each. The
 * environment variable {@code E2E_BACKENDS} says on which: {@code btrfs,zfs} unless it is set.
 */
public final class LiveBackends implements ArgumentsProvider {

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    return chosen().stream().map(Arguments::of);
  }

  /** Those that this run is for, in their order. */
  public static List<Backend> chosen() {
    String names = Objects.requireNonNullElse(System.getenv("E2E_BACKENDS"), "btrfs,zfs");
    return Arrays.stream(names.split(",", -1))
        .map(name -> Backend.valueOf(name.strip().toUpperCase(Locale.ROOT)))
        .toList();
  }
}
