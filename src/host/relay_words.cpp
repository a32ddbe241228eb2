#include "host/relay_words.hpp"

namespace jeden::host {
std::vector<std::string> relay_words(const core::Unit& unit, const OpenStreams& streams) {
  const core::Program& program = unit.program;
  std::vector<std::string> words{"jeden", "relay", "--name", unit.name};
  const auto add = [&words](std::string_view option, std::string value) {
    words.emplace_back(option);
    words.push_back(std::move(value));
  };
  const std::string& first = output_file(program, program.standard_output);
  const std::string& second = output_file(program, program.standard_error);
  if (!first.empty()) add("--stdout-file", first);
  const bool two_streams = streams.relay.places.size() > 4 && streams.relay.places[4] >= 0;
  if (two_streams) add("--streams", "2");
  if (two_streams && !second.empty()) add("--stderr-file", second);
  const bool is_watched = streams.relay.places.size() > 5 && streams.relay.places[5] >= 0;
  if (is_watched) add("--ready-pattern", unit.ready.log_pattern);
  if (!program.capture) return words;
  const core::Capture& capture = *program.capture;
  if (capture.prefix) words.emplace_back("--prefix");
  if (capture.timestamps) words.emplace_back("--timestamps");
  if (capture.json) add("--format", "json");
  // A limit of its own makes the relay look at single lines; without one, blocks of lines will do.
  if (capture.max_line != core::Capture{}.max_line) add("--max-line", std::to_string(capture.max_line));
  if (capture.max_size > 0) {
    add("--max-size", std::to_string(capture.max_size));
    add("--keep", std::to_string(capture.keep));
  }
  return words;
}

}  // namespace jeden::host
