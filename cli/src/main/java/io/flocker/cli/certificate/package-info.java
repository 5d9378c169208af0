/** The commands of {@code flocker-ca}. */
@NullMarked
package io.flocker.cli.certificate;

import org.jspecify.annotations.NullMarked;
