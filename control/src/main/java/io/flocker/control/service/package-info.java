/** Puts the control service together. */
@NullMarked
package io.flocker.control.service;

import org.jspecify.annotations.NullMarked;
