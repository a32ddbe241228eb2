// The parameter sslmode, as libpq knows it, for protocols that begin in plain text.
#include "probe/kind.hpp"
#include "probe/password.hpp"

namespace jeden::probe {

bool check_sslmode(const Target& target, std::string& error) {
  const auto mode = target.parameter("sslmode", "disable");
  for (const std::string_view known : {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}) {
    if (mode != known) continue;
    if (!tls_is_built_in && (known == "require" || known.starts_with("verify")))
      error = "this jeden was built without TLS";
    return error.empty();
  }
  error = "sslmode is disable, allow, prefer, require, verify-ca or verify-full, not \"" + std::string{mode} +
          "\"";
  return false;
}

}  // namespace jeden::probe
