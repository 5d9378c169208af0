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

/** The backends of {@link EveryBackendStory}. */
final class LiveBackends implements ArgumentsProvider {

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    List<String> names =
        Arrays.asList(
            Objects.requireNonNullElse(System.getenv("E2E_BACKENDS"), "btrfs,zfs").split(","));
    return names.stream()
        .map(name -> Backend.valueOf(name.toUpperCase(Locale.ROOT)))
        .map(Arguments::of);
  }
}
