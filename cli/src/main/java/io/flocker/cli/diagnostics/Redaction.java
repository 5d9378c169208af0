package io.flocker.cli.diagnostics;

import java.util.regex.Pattern;

/**
 * Takes secrets out of text that leaves the machine. It knows them by their names and forms, so it
 * takes too much rather than too little. Pure.
 */
final class Redaction {

  /** What stands in the place of a secret. */
  static final String REMOVED = "<removed>";

  private static final String NAME =
      "[A-Za-z0-9_.\\-]*"
          + "(?:passw|passphrase|secret|token|credential|private|api_?key|access_?key|auth)"
          + "[A-Za-z0-9_.\\-]*";

  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\\z)",
          Pattern.DOTALL);

  /** Up to the last at sign, since a password may contain one. */
  private static final Pattern IN_URL = Pattern.compile("(?<=://)[^/\\s\"']*@");

  private static final Pattern BEARER =
      Pattern.compile("(?<=\\b(?:Bearer|Basic) )[A-Za-z0-9+/=._~\\-]{8,}");

  /** In YAML, JSON, settings and command lines: a telling name, then its value. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(\"?\\b"
              + NAME
              + "\"?\\s*[:=]\\s*)"
              + "(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s,}\\]][^\\n,}\\]]*)");

  private static final Pattern OPTION =
      Pattern.compile("(?i)(--" + NAME + "[ \\t]+)([^\\s\\-][^\\s]*)");

  private Redaction() {}

  static String of(String text) {
    String safe = PRIVATE_KEY.matcher(text).replaceAll(REMOVED);
    safe = IN_URL.matcher(safe).replaceAll(REMOVED + "@");
    safe = BEARER.matcher(safe).replaceAll(REMOVED);
    safe = OPTION.matcher(safe).replaceAll("$1" + REMOVED);
    return NAMED.matcher(safe).replaceAll("$1" + REMOVED);
  }
}
