#include "probe/target.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "base/file.hpp"
#include "base/suggest.hpp"
#include "probe/kind.hpp"
#include "probe/password.hpp"
#include "probe/prober.hpp"
#include "probe/url.hpp"

namespace jeden::probe {
namespace {

constexpr std::string_view stream_parameters = "socket password_env password_file";
constexpr std::string_view tls_parameters = "insecure cacert cert key servername";
constexpr std::size_t longest_secret = 64 * 1024;

std::vector<std::string_view> split_names(std::string_view list) {
  std::vector<std::string_view> names;
  while (!list.empty()) {
    const auto end = list.find(' ');
    if (end != 0) names.push_back(list.substr(0, end));
    list = end == std::string_view::npos ? std::string_view{} : list.substr(end + 1);
  }
  return names;
}

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
  auto names = split_names(kind.parameters);
  for (const auto name : split_names(general)) names.push_back(name);
  const bool may_have_tls = kind.means == Means::tls_stream || kind.make == make_nats ||
                            std::find(names.begin(), names.end(), "tls") != names.end();
  if (may_have_tls)
    for (const auto name : split_names(tls_parameters)) names.push_back(name);
  return names;
}

bool is_http(const Kind& kind) {
  return kind.make == make_http;
}

// What is ours goes to the target; of an HTTP URL the rest, and what has an escaped name, goes to the server.
std::string sort_parameters(const Url& url, Target& target) {
  const auto allowed = allowed_parameters(*target.kind);
  for (const Parameter& parameter : url.parameters) {
    const bool known = std::find(allowed.begin(), allowed.end(), parameter.name) != allowed.end();
    if (is_http(*target.kind) && (!known || parameter.escaped_name)) {
      target.query += (target.query.empty() ? "" : "&") + parameter.raw;
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

std::string show(const Url& url, const Target& target) {
  std::string shown = url.scheme + "://";
  if (target.user) shown += *target.user + "@";
  if (url.host.find(':') != std::string::npos)
    shown += "[" + url.host + "]";
  else
    shown += url.host;
  if (!url.port.empty()) shown += ":" + url.port;
  shown += url.path;
  char mark = '?';
  for (const Parameter& parameter : url.parameters) {
    const bool secret = parameter.name == "header" || !target.query.empty();
    shown += mark;
    shown += secret ? parameter.name + "=***" : parameter.raw;
    mark = '&';
  }
  return shown;
}

std::string read_secret(const std::string& path, const Sources& sources, std::optional<std::string>& secret) {
  if (sources.files == Sources::Files::assume) {
    secret = "?";
    return {};
  }
  std::string content;
  if (const auto error = base::read_file(path, content, longest_secret))
    return "cannot read the password from " + path + ": " + error.message();
  if (content.ends_with('\n')) content.pop_back();
  secret = std::move(content);
  return {};
}

std::optional<std::string> look_up(const std::string& name, const Sources& sources) {
  if (sources.variable) return sources.variable(name);
  const char* value = std::getenv(name.c_str());
  return value != nullptr ? std::optional<std::string>{value} : std::nullopt;
}

// The URL's own password, then what its parameters name, then what the protocol's clients read.
std::string find_password(Target& target, const Sources& sources) {
  if (target.password) return {};
  if (const auto file = target.parameter("password_file"); !file.empty())
    return read_secret(std::string{file}, sources, target.password);
  if (const auto name = target.parameter("password_env"); !name.empty()) {
    target.password = look_up(std::string{name}, sources);
    return target.password ? "" : "the environment has no " + std::string{name};
  }
  if (target.kind->password_variable.empty()) return {};
  const std::string variable{target.kind->password_variable};
  if (auto value = look_up(variable, sources).value_or(""); !value.empty()) {
    target.password = std::move(value);
    return {};
  }
  if (const auto file = look_up(variable + "_FILE", sources).value_or(""); !file.empty())
    return read_secret(file, sources, target.password);
  return {};
}

std::string find_port(const Url& url, Target& target) {
  target.port = target.kind->port;
  if (url.port.empty()) return {};
  const auto [end, error] = std::from_chars(url.port.data(), url.port.data() + url.port.size(), target.port);
  if (error != std::errc{} || end != url.port.data() + url.port.size() || target.port == 0)
    return "the port \"" + url.port + "\" is not a number from 1 to 65535";
  return {};
}

void find_tls(Target& target) {
  target.tls.authority = target.parameter("cacert");
  target.tls.certificate = target.parameter("cert");
  target.tls.key = target.parameter("key");
  target.tls.name = target.parameter("servername");
  if (target.flag("insecure")) target.tls.verify = Verify::none;
  target.opening =
      target.kind->means == Means::tls_stream || (target.flag("tls") && target.kind->means == Means::stream)
          ? Target::Opening::tls
          : Target::Opening::plain;
  if (target.kind->make == make_grpc) target.tls.protocol = "h2";
  if (target.kind->make != make_postgres && target.kind->make != make_mysql) return;
  target.tls.authority = target.parameter("sslrootcert");
  target.tls.certificate = target.parameter("sslcert");
  target.tls.key = target.parameter("sslkey");
  const auto mode = target.parameter("sslmode");
  target.tls.verify = mode == "verify-full" ? Verify::full
                      : mode == "verify-ca" ? Verify::authority
                                            : Verify::none;
}

// As libpq does: a directory holds the socket under a name with the port.
void complete_postgres(Target& target) {
  if (const auto port = target.parameter("port"); !port.empty())
    std::from_chars(port.data(), port.data() + port.size(), target.port);
  const auto host = target.parameter("host");
  if (host.starts_with('/') || host.starts_with('@')) target.socket = host;
  if (!host.empty() && target.host.empty() && target.socket.empty()) target.host = host;
  if (!target.socket.empty() && target.socket.find(".s.PGSQL.") == std::string::npos)
    target.socket += "/.s.PGSQL." + (target.port == 0 ? "5432" : std::to_string(target.port));
  if (const auto user = target.parameter("user"); !user.empty()) target.user = user;
}

std::string complete_stream(Url& url, Target& target, const Sources& sources) {
  if (auto error = split_authority(url); !error.empty()) return error;
  target.host = url.host;
  target.user = url.user;
  target.password = url.password;
  target.path = url.path;
  if (auto error = sort_parameters(url, target); !error.empty()) return error;
  if (target.host.find(',') != std::string::npos)
    return "one URL names one host; give several URLs, with --any if one of them is enough";
  if (auto error = find_port(url, target); !error.empty()) return error;
  target.socket = target.parameter("socket");
  if (target.host.starts_with('/')) target.socket = target.host;
  if (target.kind->make == make_postgres) complete_postgres(target);
  if (target.host.empty() && target.socket.empty()) return "the host is missing";
  if (!target.user && !target.kind->user_variable.empty())
    if (auto user = look_up(std::string{target.kind->user_variable}, sources).value_or(""); !user.empty())
      target.user = std::move(user);
  target.shown = show(url, target);
  if (target.port == 0 && target.socket.empty()) return "the port is missing";
  if (target.kind->means != Means::names)
    if (auto error = find_password(target, sources); !error.empty()) return error;
  find_tls(target);
  if (target.opening == Target::Opening::tls && !tls_is_built_in) return "this jeden was built without TLS";
  return {};
}

std::string complete_file(Url& url, Target& target) {
  split_file(url);
  const auto path = decode(url.path);
  if (!path) return "a % in a file's name is written %25";
  if (path->empty()) return "the file's name is missing";
  if (auto error = sort_parameters(url, target); !error.empty()) return error;
  target.path = *path;
  if (target.kind->means == Means::unix_socket) target.socket = *path;
  target.shown = url.scheme + ":" + url.rest;
  return {};
}

std::string complete_command(const Url& url, Target& target) {
  auto words = split_words(url.rest);
  if (!words) return "a quote is not closed";
  if (words->empty() || words->front().empty()) return "the command is missing";
  target.words = std::move(*words);
  target.shown = url.scheme + ":" + url.rest;
  return {};
}

std::string complete(Url& url, Target& target, const Sources& sources) {
  switch (target.kind->means) {
    case Means::stream:
    case Means::tls_stream:
    case Means::names: return complete_stream(url, target, sources);
    case Means::unix_socket:
    case Means::file:
    case Means::log: return complete_file(url, target);
    case Means::command: return complete_command(url, target);
  }
  return {};
}

std::string check_parameters(const Target& target) {
  std::string error;
  switch (target.kind->means) {
    case Means::stream:
    case Means::tls_stream:
    case Means::unix_socket: target.kind->make(target, error); return error;
    case Means::file: return check_file_parameters(target);
    case Means::log: return check_log_parameters(target);
    case Means::names: return check_names_parameters(target);
    case Means::command: return {};
  }
  return error;
}

Parsed failed(std::string error) {
  return {nullptr, std::move(error)};
}

}  // namespace

Parsed parse_target(std::string_view text, const Sources& sources) {
  auto url = split_scheme(text);
  if (!url || (find_kind(url->scheme) == nullptr && !url->rest.starts_with("//"))) {
    if (url && !url->rest.empty() && url->rest.find_first_not_of("0123456789") == std::string::npos)
      return failed("the scheme is missing, did you mean tcp://" + std::string{text} + "?");
    return failed("the scheme is missing, as in tcp://db:5432");
  }
  auto target = std::make_shared<Target>();
  target->kind = find_kind(url->scheme);
  if (target->kind == nullptr) {
    std::string error = "unknown scheme \"" + url->scheme + "\"";
    const auto near = base::suggest(url->scheme, schemes());
    if (!near.empty()) error += ", did you mean " + std::string{near} + "?";
    return failed(std::move(error));
  }
  if (auto error = complete(*url, *target, sources); !error.empty()) return failed(std::move(error));
  if (auto error = check_parameters(*target); !error.empty()) return failed(std::move(error));
  return {target, {}};
}

std::string redact(std::string_view url) {
  const auto slashes = url.find("://");
  const auto at = url.rfind('@');
  if (slashes == std::string_view::npos || at == std::string_view::npos || at < slashes)
    return std::string{url};
  return std::string{url.substr(0, slashes + 3)} + "***@" + std::string{url.substr(at + 1)};
}

}  // namespace jeden::probe
