// Looks into a table that has been held against the table of keys: what is missing, wrong or unknown is
// absent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.hpp"
#include "config/tree.hpp"

namespace jeden::config {

// A value that is there and not wrong; its text may still be unknown.
const Value* usable(const Value& table, std::string_view key);

std::optional<std::string> text_of(const Value& table, std::string_view key);
std::string text_or(const Value& table, std::string_view key, std::string_view initial);
std::optional<base::Millis> duration_of(const Value& table, std::string_view key);
// A duration that limits something; "0s" is no limit, as with timeout(1).
std::optional<base::Millis> limit_of(const Value& table, std::string_view key);
std::optional<std::int64_t> integer_of(const Value& table, std::string_view key);
bool flag_of(const Value& table, std::string_view key);

// The strings of a list, or the one string; integers as their digits. Wrong items are left out.
std::vector<const Value*> items_of(const Value& table, std::string_view key);
std::vector<std::string> texts_of(const Value& table, std::string_view key);
std::string to_text(const Value& scalar);

// Where a key stands (not its value); the table itself when it is missing.
Span key_span(const Value& table, std::string_view key);

}  // namespace jeden::config
