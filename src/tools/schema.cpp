// jeden schema: what an init.toml may hold.
#include "config/schema.hpp"

#include "core/exit_status.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {
namespace {

constexpr std::string_view schema_help =
    R"(usage: jeden schema [--markdown]

Prints the JSON Schema (draft 7) of init.toml, for editors and other tools.

      --json      the JSON Schema, as without any option
      --markdown  the reference page instead
  -h, --help      print this
)";

}  // namespace

int schema(Arguments arguments) {
  bool markdown = false;
  for (const std::string_view word : arguments) {
    if (word == "-h" || word == "--help") {
      print(1, schema_help);
      return 0;
    }
    if (word == "--markdown" || word == "--json") {
      markdown = word == "--markdown";
    } else {
      print(2, "jeden schema: unknown option " + std::string{word} + "; see jeden schema --help\n");
      return core::exit_code::usage;
    }
  }
  print(1, markdown ? config::reference_page() : config::json_schema());
  return 0;
}

}  // namespace jeden::tools
