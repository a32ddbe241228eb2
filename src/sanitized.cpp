// How a build with sanitizers runs wherever it is started: what they find ends it. Tests start jeden with
// environments of their own, which variables would not reach.

// NOLINTBEGIN(readability-identifier-naming,bugprone-reserved-identifier): the runtime library asks by this
// name.
extern "C" const char* __ubsan_default_options();
extern "C" const char* __ubsan_default_options() {
  return "halt_on_error=1:print_stacktrace=1";
}
// NOLINTEND(readability-identifier-naming,bugprone-reserved-identifier)
