// What talk says about the process that it is, one line each on standard output.
#pragma once

[[gnu::format(printf, 1, 2)]] void say(const char* format, ...);
void print_user();
void print_descriptors();
void print_environment();
void print_here();
