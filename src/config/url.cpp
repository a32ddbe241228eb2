#include "config/url.hpp"

#include <algorithm>
#include <array>

#include "base/suggest.hpp"

namespace jeden::config {
namespace {

constexpr std::array<std::string_view, 22> schemes{
    "tcp",   "unix",   "http", "https", "postgres", "postgresql", "mysql", "mariadb",
    "redis", "rediss", "amqp", "amqps", "mongodb",  "memcached",  "kafka", "nats",
    "mqtt",  "smtp",   "ldap", "grpc",  "dns",      "file"};
constexpr std::array<std::string_view, 2> plain_schemes{"exec", "log"};  // without "//"

bool contains(auto& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
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
  const std::string_view scheme = url.substr(0, colon), rest = url.substr(colon + 1);
  const std::string name{scheme};
  if (contains(plain_schemes, scheme))
    return rest.empty() ? FormFault{name + ": says nothing behind the colon", {}} : FormFault{};
  if (contains(schemes, scheme)) {
    if (!rest.starts_with("//")) return {name + ": lacks \"//\"", "write \"" + name + "://...\""};
    return rest.size() == 2 ? FormFault{name + ":// names no place", {}} : FormFault{};
  }
  if (!rest.starts_with("//")) return {"this is not a URL", "write \"tcp://host:port\" to wait for a port"};
  const std::string_view meant = base::suggest(scheme, schemes);
  return {"waits do not know " + name + "://",
          meant.empty() ? "tcp://host:port waits for a port" : "did you mean " + std::string{meant} + "://?"};
}

}  // namespace jeden::config
