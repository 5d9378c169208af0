/** Datasets by their names, as the volume plugins of nodes ask for them. */
@NullMarked
package io.flocker.control.volumes;

import org.jspecify.annotations.NullMarked;
