#include "process/request_options.hpp"

#include <array>

#include "base/signal.hpp"
#include "process/capabilities.hpp"
#include "process/limits.hpp"
#include "process/text.hpp"

namespace jeden::process {
namespace {

using Text = std::string_view;
using Place = TrampolineOptions::Place;

template <typename String>
bool assign(String& string, Text text) {
  string = text;
  return !text.empty();
}

bool assign(Request& request, Place place) {
  request.options.place = place;
  return true;
}

// -1 means "leave it" to setresuid(2) and friends.
bool read_id(Text text, unsigned& id) {
  return read_number(text, id, 0U, 0xFFFFFFFEU);
}

bool read_identity(Text text, core::Identity& identity) {
  const std::size_t first = text.find(':');
  const std::size_t second = text.find(':', first == Text::npos ? first : first + 1);
  if (second == Text::npos) return false;
  return read_id(text.substr(0, first), identity.uid) &&
         read_id(text.substr(first + 1, second - first - 1), identity.gid) &&
         for_each_element(text.substr(second + 1),
                          [&](Text element) { return read_id(element, identity.groups.emplace_back()); });
}

bool read_groups(Request& request, Text text) {
  request.groups.emplace();
  return for_each_element(text, [&](Text element) {
    request.groups->emplace_back(element);
    return true;
  });
}

bool read_umask(Request& request, Text text) {
  return read_number<mode_t>(text, request.settings.umask.emplace(), 0, 0777, 8);
}

bool read_limit(Request& request, Text text) {
  const auto limit = parse_limit(text);
  if (limit) request.settings.limits.push_back(*limit);
  return limit.has_value();
}

bool read_capabilities(Request& request, Text text) {
  Text unknown;
  request.settings.capabilities.keep = parse_capabilities(text, unknown);
  return request.settings.capabilities.keep.has_value();
}

bool read_set(Request& request, Text text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == Text::npos) return false;
  request.environment.push_back({std::string{text.substr(0, equals)}, std::string{text.substr(equals + 1)}});
  return true;
}

bool read_unset(Request& request, Text text) {
  if (text.empty() || text.find('=') != Text::npos) return false;
  request.environment.push_back({std::string{text}, std::nullopt});
  return true;
}

bool read_stream(core::Stream& stream, Text text) {
  using To = core::Stream::To;
  stream.to = text == "inherit" ? To::inherit : text == "null" ? To::null : To::path;
  stream.path = stream.to == To::path ? text : Text{};
  return !text.empty();
}

bool read_error_stream(Request& request, Text text) {
  if (text != "stdout") return read_stream(request.standard_error, text);
  request.standard_error = {core::Stream::To::output, {}};
  return true;
}

bool read_parent_death_signal(Request& request, Text text) {
  const auto signal = base::parse_signal(text);
  request.options.parent_death_signal = signal.value_or(0);
  return signal.has_value();
}

bool read_signals(Request& request, Text text, SignalSet FoundSignals::*member) {
  const auto signals = parse_signal_list(text);
  if (!signals) return false;
  if (!request.options.signals) request.options.signals.emplace();
  (*request.options.signals).*member = *signals;
  return true;
}

bool read_descriptors(Request& request, Text text) {
  request.options.keep_descriptors.clear();
  return for_each_element(text, [&](Text element) {
    return read_number(element, request.options.keep_descriptors.emplace_back(), 3, 1 << 20);
  });
}

bool read_log_format(Request& request, Text text) {
  return (text == "text" || text == "logfmt" || text == "json") && assign(request.options.log_format, text);
}

constexpr std::array options{
    Option{"--user", "a user, USER:GROUP or :GROUP", [](Request& r, Text v) { return assign(r.user, v); }},
    Option{"--groups", "groups, separated by commas, or none", read_groups},
    Option{"--identity", "numbers, as UID:GID:GROUP,GROUP or UID:GID:none",
           [](Request& r, Text v) { return read_identity(v, r.settings.identity.emplace()); }},
    Option{"--working-directory", "a directory",
           [](Request& r, Text v) { return assign(r.settings.working_directory, v); }},
    Option{"--umask", "an octal mode from 0 to 0777", read_umask},
    Option{"--limit", "NAME=SOFT[:HARD] with a name as in setrlimit(2), such as nofile=1024:4096",
           read_limit},
    Option{"--nice", "a number from -20 to 19",
           [](Request& r, Text v) { return read_number(v, r.settings.nice.emplace(), -20, 19); }},
    Option{"--oom-score-adjust", "a number from -1000 to 1000",
           [](Request& r, Text v) {
             return read_number(v, r.settings.oom_score_adjust.emplace(), -1000, 1000);
           }},
    Option{"--no-new-privileges", "", [](Request& r, Text) { return r.settings.no_new_privileges = true; }},
    Option{"--capabilities", "capabilities, separated by commas, such as net_bind_service,chown, or none",
           read_capabilities},
    Option{"--env", "NAME=VALUE", read_set},
    Option{"--unset", "the name of a variable", read_unset},
    Option{"--stdin", "a file, null or inherit",
           [](Request& r, Text v) { return read_stream(r.standard_input, v); }},
    Option{"--stdout", "a file, null or inherit",
           [](Request& r, Text v) { return read_stream(r.standard_output, v); }},
    Option{"--stderr", "a file, stdout, null or inherit", read_error_stream},
    Option{"--parent-death-signal", "a signal", read_parent_death_signal},
    Option{"--new-group", "", [](Request& r, Text) { return assign(r, Place::group); }},
    Option{"--new-session", "", [](Request& r, Text) { return assign(r, Place::session); }},
    Option{"--foreground", "", [](Request& r, Text) { return r.options.foreground = true; }},
    Option{"--ignored", "signals, separated by commas, or none",
           [](Request& r, Text v) { return read_signals(r, v, &FoundSignals::ignored); }},
    Option{"--blocked", "signals, separated by commas, or none",
           [](Request& r, Text v) { return read_signals(r, v, &FoundSignals::blocked); }},
    Option{"--keep-descriptors", "numbers from 3 on, separated by commas, or none", read_descriptors},
    Option{"--log-format", "text, logfmt or json", read_log_format},
    Option{"--shown-directory", "what stands for the directory in a message",
           [](Request& r, Text v) { return assign(r.options.shown_directory, v); }},
    Option{"--shown-program", "what stands for the program in a message",
           [](Request& r, Text v) { return assign(r.options.shown_program, v); }},
    Option{"--log-unit", "a name", [](Request& r, Text v) { return assign(r.options.log_unit, v); }},
    Option{"--help", "", [](Request& r, Text) { return r.help = true; }},
};

}  // namespace

std::span<const Option> exec_options() {
  return options;
}

}  // namespace jeden::process
