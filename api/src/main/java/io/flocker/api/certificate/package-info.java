/**
 * Who speaks on a connection: identities in certificates, and TLS that lets in only the right ones.
 * Java's own classes only, because every process uses this; what a certificate authority needs is
 * in {@code authority}.
 */
@NullMarked
package io.flocker.api.certificate;

import org.jspecify.annotations.NullMarked;
