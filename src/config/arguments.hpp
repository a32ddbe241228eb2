// What is added to the words of main: flags that are not among them, the options of a variable, a wrapper.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/loading.hpp"
#include "config/tree.hpp"

namespace jeden::config {

// Puts words at the end of a command, and with `flags` before a word "--".
enum class Place { end, flags };
void append_words(std::vector<std::string>& command, const std::vector<std::string>& words, Place place);

// Whether a flag is among the words up to "--": as "--x", "--x=1" or, for a single letter, "-x1". A long one
// may have one dash or two. `spelling` may end in "=".
bool has_flag(const std::vector<std::string>& words, std::string_view spelling);

// The key options_from of a program; `environment` is that program's.
void add_options(const Value& table, const Environment& environment, std::vector<std::string>& command,
                 Loading& loading);

// The keys options_from, default_flags and wrapper of [main], in this order. `environment` is main's.
void add_arguments(const Value& main, const Environment& environment, std::vector<std::string>& command,
                   Loading& loading);

}  // namespace jeden::config
