package io.flocker.agent.service;

import io.flocker.agent.half.Half;
import io.flocker.agent.plugin.PluginOptions;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.core.model.AgentSettings.ControlAddress;
import io.flocker.core.model.NodeName;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How an agent finds others, and is found.
 *
 * @param half what of the node it works on
 * @param self the address by which other nodes and containers reach this node
 * @param files the node's certificate
 * @param peerPort where it serves other nodes; 0 for any that is free
 * @param version of the product, for people
 * @param bootId the kernel's
 * @param kept the file with what was wanted last
 * @param containerAgent the socket by which the dataset agent reaches the container agent, where
 *     they are two
 * @param scanAgain how often it looks for what was changed by others
 * @param renewAtOnce whether the node's certificate is renewed before it is time to, if the
 *     cluster's authority itself has signed it
 * @param plugin Docker's volumes; an agent that has none does not serve it
 */
public record AgentOptions(
    Half half,
    ControlAddress control,
    NodeName self,
    TlsFiles files,
    int peerPort,
    String version,
    String bootId,
    Path kept,
    Path containerAgent,
    Duration scanAgain,
    boolean renewAtOnce,
    PluginOptions plugin) {}
