// A program without a C library: its first instruction is its own. The start of a C library would cost more than what is
// measured here, and differ from machine to machine.
#pragma once

#include <asm/unistd.h>
#include <time.h>

static inline long call(long number, long a, long b, long c, long d, long e) {
#if defined(__x86_64__)
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                   : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
#else
#error "x86-64 and arm64 only"
#endif
}

static inline void say(const void* bytes, unsigned long size) {
  call(__NR_write, 1, (long)bytes, (long)size, 0, 0);
}
static inline _Noreturn void leave(int code) {
  for (;;) call(__NR_exit_group, code, 0, 0, 0, 0);
}
static inline long fork_bare(void) {
  return call(__NR_clone, 17 /* SIGCHLD */, 0, 0, 0, 0);
}
static inline void sleep_for_ever(void) {
  for (;;) call(__NR_ppoll, 0, 0, 0, 0, 8);
}

// What the kernel starts. No stack frame of main's caller exists, so that main gets nothing and never returns.
_Noreturn void body(void);
__attribute__((force_align_arg_pointer, used)) _Noreturn void _start(void) {
  body();
}
