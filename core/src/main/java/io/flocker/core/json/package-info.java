/** The model as JSON, as nodes keep it and send it to each other. */
@NullMarked
package io.flocker.core.json;

import org.jspecify.annotations.NullMarked;
