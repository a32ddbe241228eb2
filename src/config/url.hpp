// The URL of a wait: the look at what is written, and what the wait itself will say to it.
#pragma once

#include <string_view>

#include "config/environment.hpp"
#include "config/form.hpp"
#include "config/load.hpp"

namespace jeden::config {

// What can be said while parts are not known yet. The message never repeats more of the URL than its scheme:
// it may carry a password.
FormFault check_url(std::string_view url);

// What `jeden wait` refuses. It gets `environment`, which is not complete when an image is only checked.
// Files are not looked at: a hook may be going to write them.
FormFault refuse_url(std::string_view url, const Environment& environment, Surroundings::Purpose purpose);

}  // namespace jeden::config
