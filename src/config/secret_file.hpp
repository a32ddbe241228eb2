// NAME_FILE: a variable whose value is in a file.
#pragma once

#include <string>

#include "config/loading.hpp"
#include "config/tree.hpp"

namespace jeden::config {

// When NAME_FILE is set and not empty, NAME becomes what that file holds, less one newline, and NAME_FILE
// goes. False when NAME_FILE says nothing. What is wrong is reported at `span` and makes the variable
// missing.
bool take_from_file(const std::string& name, Span span, Loading& loading);

// The table [secrets]: every variable that its patterns name, but for its exceptions.
void sweep_files(const Value& secrets, Loading& loading);

}  // namespace jeden::config
