package io.flocker.control.transport;

import com.linecorp.armeria.common.util.ThreadFactories;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Threads of the network that end when they are told to. Netty's own wait for two seconds in which
 * nothing happens: for those who may still be given work, which no stopped server is.
 */
final class EventLoops extends MultiThreadIoEventLoopGroup {

  private static final long LONGEST_SECONDS = 2;

  EventLoops(int threads, String name) {
    super(
        threads, ThreadFactories.newEventLoopThreadFactory(name, false), NioIoHandler.newFactory());
  }

  @Override
  public Future<?> shutdownGracefully() {
    return shutdownGracefully(0, LONGEST_SECONDS, TimeUnit.SECONDS);
  }
}
