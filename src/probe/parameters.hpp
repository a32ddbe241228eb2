// The parameters of a URL, behind its question mark.
#pragma once

#include <string>

#include "probe/target.hpp"
#include "probe/url.hpp"

namespace jeden::probe {

// What the target's kind knows goes to the target; of an HTTP URL the rest, and what has an escaped name,
// goes to the server. Empty, or what is wrong.
std::string sort_parameters(const Url& url, Target& target);

}  // namespace jeden::probe
