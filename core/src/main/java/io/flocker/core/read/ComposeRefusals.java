package io.flocker.core.read;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keys of Compose services that are known but cannot be honoured, with what to do instead. */
final class ComposeRefusals {

  private static final String UNSUPPORTED =
      """
      annotations attach blkio_config cap_add cap_drop cgroup cgroup_parent cpu_count cpu_percent
      cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpuset credential_spec develop
      device_cgroup_rules devices gpus group_add init isolation label_file logging mem_swappiness
      models oom_kill_disable oom_score_adj pid pids_limit platform post_start pre_stop privileged
      provider read_only runtime security_opt shm_size stdin_open stop_signal storage_opt sysctls
      tty ulimits use_api_socket userns_mode uts
      """;

  /** The remedy for each such key. */
  static final Map<String, String> SERVICE = service();

  private ComposeRefusals() {}

  private static Map<String, String> service() {
    Map<String, String> reasons = new HashMap<>();
    String network =
        "remove it; there is no network between containers, applications reach each other through"
            + " links: and the external ports of any node";
    for (String key :
        List.of("networks", "network_mode", "net", "mac_address", "ipc", "dns", "dns_opt")) {
      reasons.put(key, network);
    }
    for (String key : List.of("dns_search", "extra_hosts", "external_links")) {
      reasons.put(key, network);
    }
    reasons.put("build", "build and push an image, and write image: with its name");
    reasons.put("container_name", "remove it; containers are named after their service");
    reasons.put("hostname", "remove it; a container keeps the host name that Docker gives it");
    reasons.put("domainname", "remove it; a container keeps the host name that Docker gives it");
    reasons.put("expose", "publish the port with ports:, or remove it");
    reasons.put("extends", "write the keys here, or share them with an anchor and <<:");
    reasons.put("profiles", "leave services that should not run out of the deployment file");
    reasons.put("scale", "write one service for each container");
    reasons.put("secrets", "use environment: or env_file:; neither is ever shown or logged");
    reasons.put("configs", "put the configuration into the image or into a volume");
    reasons.put("tmpfs", "remove it, or use a named volume");
    reasons.put("volumes_from", "remove it; a volume belongs to one application");
    reasons.put("volume_driver", "remove it; volumes are kept by the node's own backend");
    reasons.put("memswap_limit", "remove it; set mem_limit: alone");
    reasons.put("mem_reservation", "remove it; set mem_limit: alone");
    reasons.put("pull_policy", "remove it; an image is pulled where it is missing");
    for (String key : UNSUPPORTED.strip().split("\\s+", -1)) {
      reasons.put(key, "remove it; Flocker starts containers without it");
    }
    return Map.copyOf(reasons);
  }
}
