// OpenSSL asks for the processor's features before main(), in every process that it is linked into. On a
// virtual machine each such question goes to the hypervisor: 40 of the 700 microseconds that PID 1 needs for
// its start, for nothing. In a static executable it is put off until OpenSSL is used.
#pragma once

namespace jeden::probe {

// To be called before OpenSSL is initialised, which then asks.
void let_openssl_see_the_processor() noexcept;

}  // namespace jeden::probe
