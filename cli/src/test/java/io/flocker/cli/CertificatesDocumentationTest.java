package io.flocker.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/certificates.md, one after the other in one folder, by a shell. */
class CertificatesDocumentationTest {

  @TempDir private Path programs;
  @TempDir private Path folder;

  @Test
  void everyCommandDoesWhatThePageSays() throws Exception {
    DocumentedCommands page = new DocumentedCommands("certificates.md", programs, folder);
    page.install("flocker-ca");
    page.runAll(2);
  }
}
