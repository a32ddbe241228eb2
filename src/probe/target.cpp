#include "probe/target.hpp"

#include "base/number.hpp"
#include "base/shell_words.hpp"
#include "base/suggest.hpp"
#include "probe/credentials.hpp"
#include "probe/kind.hpp"
#include "probe/parameters.hpp"
#include "probe/password.hpp"
#include "probe/prober.hpp"
#include "probe/url.hpp"

namespace jeden::probe {
namespace {

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

std::string read_port(std::string_view text, Target& target) {
  target.port = base::parse_number<std::uint16_t>(text).value_or(0);
  return target.port != 0 ? "" : "the port \"" + std::string{text} + "\" is not a number from 1 to 65535";
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
std::string complete_postgres(Target& target) {
  if (const auto port = target.parameter("port"); !port.empty())
    if (auto error = read_port(port, target); !error.empty()) return error;
  const auto host = target.parameter("host");
  if (host.starts_with('/') || host.starts_with('@')) target.socket = host;
  if (!host.empty() && target.host.empty() && target.socket.empty()) target.host = host;
  if (!target.socket.empty() && target.socket.find(".s.PGSQL.") == std::string::npos)
    target.socket += "/.s.PGSQL." + (target.port == 0 ? "5432" : std::to_string(target.port));
  if (const auto user = target.parameter("user"); !user.empty()) target.user = user;
  return {};
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
  target.port = target.kind->port;
  if (!url.port.empty())
    if (auto error = read_port(url.port, target); !error.empty()) return error;
  target.socket = target.parameter("socket");
  if (target.host.starts_with('/')) target.socket = target.host;
  if (target.kind->make == make_postgres)
    if (auto error = complete_postgres(target); !error.empty()) return error;
  if (target.host.empty() && target.socket.empty()) return "the host is missing";
  find_user(target, sources);
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
  base::ShellWords split = base::split_shell(url.rest);
  if (!split.error.empty()) return split.error;
  if (split.words.empty() || split.words.front().empty()) return "the command is missing";
  target.words = std::move(split.words);
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
