#include "config/url.hpp"

#include <algorithm>
#include <string>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "probe/kind.hpp"
#include "probe/target.hpp"

namespace jeden::config {
namespace {

bool needs_slashes(const probe::Kind& kind) {
  switch (kind.means) {
    case probe::Means::stream:
    case probe::Means::tls_stream:
    case probe::Means::names: return true;
    case probe::Means::unix_socket:
    case probe::Means::file:
    case probe::Means::log:
    case probe::Means::command: return false;
  }
  return false;
}

}  // namespace

FormFault check_url(std::string_view url) {
  if (url.find_first_of("\r\n") != std::string_view::npos) return {"a URL has no line breaks", {}};
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos) {
    const bool path = url.starts_with('/');
    return {"this is not a URL",
            path ? "write \"file://" + std::string{url} + "\" or \"unix://" + std::string{url} + '"'
                 : "URLs of a wait look like \"tcp://host:port\" or \"postgres://host:port\""};
  }
  const std::string name = base::lower(url.substr(0, colon));
  const std::string_view rest = url.substr(colon + 1);
  if (const probe::Kind* kind = probe::find_kind(name)) {
    if (!needs_slashes(*kind) || rest.starts_with("//")) return {};
    return {name + ": lacks \"//\"", "write \"" + name + "://...\""};
  }
  if (!rest.starts_with("//")) return {"this is not a URL", "write \"tcp://host:port\" to wait for a port"};
  const std::string_view meant = base::suggest(name, probe::schemes());
  return {"waits do not know " + name + "://",
          meant.empty() ? "tcp://host:port waits for a port" : "did you mean " + std::string{meant} + "://?"};
}

FormFault refuse_url(std::string_view url, const Environment& environment, Surroundings::Purpose purpose) {
  probe::Sources sources;
  sources.files = probe::Sources::Files::assume;
  sources.variable = [&](const std::string& name) {
    auto value = environment.find(name);
    if (!value && purpose == Surroundings::Purpose::check) value = "?";
    return value;
  };
  const probe::Parsed parsed = probe::parse_target(url, sources);
  if (!parsed.target) {
    const std::size_t question = parsed.error.find(", did you mean ");
    if (question == std::string::npos) return {parsed.error, {}};
    return {parsed.error.substr(0, question), parsed.error.substr(question + 2)};
  }
  if (parsed.target->kind->means == probe::Means::log && parsed.target->path == "-")
    return {"log:- is the standard input, and the wait of a file has none", {}};
  return {};
}

}  // namespace jeden::config
