// What is wrong in a script, whether or not it is understood.
#pragma once

#include "import/document.hpp"
#include "import/shell.hpp"

namespace jeden::import {

// Adds to document.findings.
void find_faults(const Script& script, Document& document);

}  // namespace jeden::import
