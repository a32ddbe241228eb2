#include "probe/parameters.hpp"

#include <algorithm>
#include <vector>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "probe/kind.hpp"

namespace jeden::probe {
namespace {

constexpr std::string_view stream_parameters = "socket password_env password_file";
constexpr std::string_view tls_parameters = "insecure cacert cert key servername";

std::vector<std::string_view> allowed_parameters(const Kind& kind) {
  std::string_view general;
  switch (kind.means) {
    case Means::stream:
    case Means::tls_stream:
      general = kind.password_variable.empty() && kind.scheme == "tcp" ? "" : stream_parameters;
      break;
    case Means::unix_socket:
    case Means::file:
    case Means::log:
    case Means::command:
    case Means::names: break;
  }
  auto names = base::tokens(kind.parameters, ' ');
  for (const auto name : base::tokens(general, ' ')) names.push_back(name);
  const bool may_have_tls = kind.means == Means::tls_stream || kind.make == make_nats ||
                            std::find(names.begin(), names.end(), "tls") != names.end();
  if (may_have_tls)
    for (const auto name : base::tokens(tls_parameters, ' ')) names.push_back(name);
  return names;
}

}  // namespace

std::string sort_parameters(const Url& url, Target& target) {
  const auto allowed = allowed_parameters(*target.kind);
  for (const Parameter& parameter : url.parameters) {
    const bool known = std::find(allowed.begin(), allowed.end(), parameter.name) != allowed.end();
    if (target.kind->make == make_http && (!known || parameter.escaped_name)) {
      base::append(target.query, parameter.raw, "&");
      continue;
    }
    if (!known) {
      std::string error =
          "unknown parameter \"" + parameter.name + "\" for " + std::string{target.kind->scheme};
      if (const auto near = base::suggest(parameter.name, allowed); !near.empty())
        error += ", did you mean " + std::string{near} + "?";
      return error;
    }
    target.parameters.emplace_back(parameter.name, parameter.value);
  }
  return {};
}

std::string_view Target::parameter(std::string_view name, std::string_view otherwise) const {
  for (const auto& [key, value] : parameters)
    if (key == name) return value;
  return otherwise;
}

bool Target::flag(std::string_view name) const {
  for (const auto& [key, value] : parameters)
    if (key == name)
      return value.empty() || value == "1" || value == "true" || value == "yes" || value == "on";
  return false;
}

bool Target::is_local() const {
  return !socket.empty() || kind->means == Means::file || kind->means == Means::log || host == "localhost" ||
         host.ends_with(".localhost") || host.starts_with("127.") || host == "::1";
}

}  // namespace jeden::probe
