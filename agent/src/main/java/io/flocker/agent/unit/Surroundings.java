package io.flocker.agent.unit;

import io.flocker.agent.half.Half;
import io.flocker.core.model.NodeName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What all workers of a node share.
 *
 * @param half which steps of a plan are this agent's own
 * @param self by which other nodes and containers reach the node
 * @param random must be safe for use by several threads
 * @param lookAgain how long a worker that has nothing to do sleeps at most
 */
public record Surroundings(
    Half half,
    NodeName self,
    UnitHost host,
    InstantSource clock,
    RandomGenerator random,
    Retry retry,
    Duration lookAgain) {}
