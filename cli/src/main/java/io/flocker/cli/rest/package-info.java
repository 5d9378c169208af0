/** The control service's API as a user's command calls it. Knows no command and prints nothing. */
@NullMarked
package io.flocker.cli.rest;

import org.jspecify.annotations.NullMarked;
