// What became of the script, for people and for programs.
#include "config/diagnostic.hpp"
#include "import/import.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

std::string percent(unsigned part, unsigned whole) {
  return std::to_string(whole == 0 ? 100 : part * 100 / whole);
}

std::string lines_json(const Lines& lines) {
  return "\"first_line\":" + std::to_string(lines.first) + ",\"last_line\":" + std::to_string(lines.last);
}

template <typename List, typename Item>
std::string json_list(const List& list, const Item& item) {
  std::string text = "[";
  for (const auto& one : list) text += (text.size() > 1 ? "," : "") + item(one);
  return text + ']';
}

}  // namespace

std::string report_text(const Document& document, const std::string& path) {
  std::string text = path + ": " + std::to_string(document.statements_understood) + " of " +
                     plural(document.statements, "statement") + " understood (" +
                     percent(document.statements_understood, document.statements) + " percent)\n";
  for (const Understood& item : document.understood)
    text += "  " + lines_text({item.lines}) + ": " + item.what + '\n';
  if (!document.kept.empty()) text += "kept as shell:\n";
  for (const Kept& item : document.kept)
    text += "  " + lines_text({item.lines}) + " (" + item.unit + "): " + item.reason + '\n';
  if (!document.findings.empty()) text += "wrong in the script:\n";
  for (const Finding& item : document.findings)
    text += "  line " + std::to_string(item.line) + ": " + item.id + ": " + item.message +
            (item.cured ? " [cured]" : " [look at it]") + '\n';
  if (!document.notes.empty()) text += "to know:\n";
  for (const std::string& note : document.notes) text += "  " + note + '\n';
  return text;
}

std::string report_json(const Document& document, const std::string& path) {
  using config::json_text;
  return "{\"file\":" + json_text(path) + ",\"statements\":" + std::to_string(document.statements) +
         ",\"understood\":" + std::to_string(document.statements_understood) +
         ",\"percent\":" + percent(document.statements_understood, document.statements) + ",\"became\":" +
         json_list(document.understood,
                   [](const Understood& item) {
                     return '{' + lines_json(item.lines) + ",\"what\":" + json_text(item.what) + '}';
                   }) +
         ",\"kept\":" +
         json_list(document.kept,
                   [](const Kept& item) {
                     return '{' + lines_json(item.lines) + ",\"unit\":" + json_text(item.unit) +
                            ",\"reason\":" + json_text(item.reason) + '}';
                   }) +
         ",\"faults\":" +
         json_list(document.findings,
                   [](const Finding& item) {
                     return "{\"line\":" + std::to_string(item.line) + ",\"id\":" + json_text(item.id) +
                            ",\"message\":" + json_text(item.message) +
                            ",\"cured\":" + (item.cured ? "true" : "false") + '}';
                   }) +
         ",\"notes\":" + json_list(document.notes, [](const std::string& note) { return json_text(note); });
}

}  // namespace jeden::import
