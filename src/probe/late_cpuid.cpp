#include "probe/late_cpuid.hpp"

namespace jeden::probe {
namespace {

#ifdef JEDEN_LATE_CPUID
bool wanted = false;
#endif

}  // namespace

void let_openssl_see_the_processor() noexcept {
#ifdef JEDEN_LATE_CPUID
  wanted = true;
#endif
}

#ifdef JEDEN_LATE_CPUID
// The linker's --wrap leads each call of OPENSSL_cpuid_setup here: the one before main() and the one of
// OPENSSL_init_crypto(3).
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names.
extern "C" {
void __real_OPENSSL_cpuid_setup();
void __wrap_OPENSSL_cpuid_setup();
void __wrap_OPENSSL_cpuid_setup() {
  if (wanted) __real_OPENSSL_cpuid_setup();
}
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
#endif

}  // namespace jeden::probe
