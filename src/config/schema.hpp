// What the table of keys looks like for machines and for readers.
#pragma once

#include <string>

namespace jeden::config {

// JSON Schema, draft 7, of an init.toml, for editors.
std::string json_schema();

// The reference page, in Markdown.
std::string reference_page();

}  // namespace jeden::config
