/**
 * The REST resources, free of the library that carries them. A request becomes a command or a
 * question to a snapshot; every answer, errors too, is JSON.
 */
@NullMarked
package io.flocker.control.rest;

import org.jspecify.annotations.NullMarked;
