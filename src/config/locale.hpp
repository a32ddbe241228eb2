// The [locale] table.
#pragma once

#include <optional>

#include "config/loading.hpp"
#include "config/tree.hpp"
#include "core/plan.hpp"

namespace jeden::config {

// Sets LANG, LC_ALL and TZ in the environment. What comes back is a hook that generates the locale and has to
// run before everything else.
std::optional<core::Unit> apply_locale(Value& locale, Loading& loading);

}  // namespace jeden::config
