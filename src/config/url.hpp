// A rough look at the URL of a wait; the wait itself knows the details.
#pragma once

#include <string_view>

#include "config/form.hpp"

namespace jeden::config {

// The message never repeats more of the URL than its scheme: it may carry a password.
FormFault check_url(std::string_view url);

}  // namespace jeden::config
