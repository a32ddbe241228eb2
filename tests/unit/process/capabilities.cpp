#include "process/capabilities.hpp"

#include <linux/capability.h>

#include "catch.hpp"

using namespace jeden::process;

TEST_CASE("capabilities are read with and without the prefix, in any case") {
  for (const char* name :
       {"net_bind_service", "NET_BIND_SERVICE", "CAP_NET_BIND_SERVICE", "Cap_Net_Bind_Service"}) {
    CAPTURE(name);
    CHECK(parse_capability(name) == CAP_NET_BIND_SERVICE);
  }
  for (const char* name : {"", "cap_", "CAP_", "net", "chown ", "cap_cap_chown", "41"}) {
    CAPTURE(name);
    CHECK_FALSE(parse_capability(name).has_value());
  }
}

TEST_CASE("the table has the kernel's numbers") {
  CHECK(capability_names().size() == CAP_LAST_CAP + 1);
  CHECK(parse_capability("chown") == CAP_CHOWN);
  CHECK(parse_capability("setpcap") == CAP_SETPCAP);
  CHECK(parse_capability("sys_resource") == CAP_SYS_RESOURCE);
  CHECK(parse_capability("mac_override") == CAP_MAC_OVERRIDE);
  CHECK(parse_capability("audit_read") == CAP_AUDIT_READ);
  CHECK(parse_capability("bpf") == CAP_BPF);
  CHECK(parse_capability("checkpoint_restore") == CAP_CHECKPOINT_RESTORE);
  CHECK(capability_name(CAP_SYS_ADMIN) == "CAP_SYS_ADMIN");
  CHECK(capability_name(63) == "capability 63");
}

TEST_CASE("lists of capabilities are read back") {
  std::string_view unknown;
  for (int capability = 0; capability <= CAP_LAST_CAP; ++capability) {
    const CapabilitySet set = capability_bit(capability) | capability_bit(CAP_CHOWN);
    CHECK(parse_capabilities(to_capability_list(set), unknown) == set);
    CHECK(parse_capability(capability_name(capability)) == capability);
  }
  CHECK(parse_capabilities("none", unknown) == CapabilitySet{0});
  CHECK_FALSE(parse_capabilities("chown,nope,kill", unknown).has_value());
  CHECK(unknown == "nope");
  CHECK_FALSE(parse_capabilities("chown,", unknown).has_value());
  CHECK_FALSE(parse_capabilities("", unknown).has_value());
}
