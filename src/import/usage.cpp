// What a piece of shell reads, sets, calls, and which shell it needs.
#include <algorithm>

#include "import/shell.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

bool declares(const Node& node) {
  const Node* variant = node.child("Variant");
  return node.is("DeclClause") && variant != nullptr && variant->value != "nameref";
}

}  // namespace

std::set<std::string> variables_read(const Node& node) {
  std::set<std::string> names;
  walk(node, [&](const Node& below) {
    const Node* name = below.is("ParamExp") ? below.child("Param") : nullptr;
    if (name != nullptr) names.insert(name->value);
    // A name within $(( )) needs no dollar.
    if (below.is("BinaryArithm") || below.is("UnaryArithm") || below.is("ArithmExp"))
      walk(below, [&](const Node& inner) {
        if (inner.is("Lit") && is_name(inner.value)) names.insert(inner.value);
        return true;
      });
    return true;
  });
  return names;
}

std::set<std::string> variables_set(const Node& node, const Script& script) {
  std::set<std::string> names;
  walk(node, [&](const Node& below) {
    if (below.is("ForClause")) {
      const Node* loop = below.child("Loop");
      const Node* name = loop != nullptr ? loop->child("Name") : nullptr;
      if (name != nullptr) names.insert(name->value);
    }
    if (below.is("CallExpr")) {
      const auto words = below.all("Args");
      if (words.empty())
        for (const Node* assignment : below.all("Assigns"))
          if (const Node* name = assignment->child("Name")) names.insert(name->value);
      const std::string program = words.empty() ? "" : literal(*words[0]).value_or("");
      if (is_one_of(program, {"read", "unset", "mapfile", "readarray", "getopts"}))
        for (const Node* word : words)
          if (const auto name = literal(*word); name && is_name(*name)) names.insert(*name);
      if (program == "printf" && words.size() > 2 && literal(*words[1]) == "-v")
        names.insert(literal(*words[2]).value_or(""));
    }
    if (declares(below))
      for (const Node* assignment : below.all("Args"))
        if (const Node* name = assignment->child("Name");
            name != nullptr && assignment->child("Value") != nullptr)
          names.insert(name->value);
    if (below.is("ParamExp"))
      if (is_one_of(expansion_operator(below, script), {"=", ":="}))
        names.insert(below.child("Param")->value);
    if (below.is("ArithmCmd") || below.is("LetClause"))
      walk(below, [&](const Node& inner) {
        if (inner.is("Lit") && is_name(inner.value)) names.insert(inner.value);
        return true;
      });
    return true;
  });
  return names;
}

std::set<std::string> functions_called(const Node& node) {
  std::set<std::string> names;
  walk(node, [&](const Node& below) {
    if (!below.is("CallExpr")) return true;
    for (const Node* word : below.all("Args"))
      if (const auto text = literal(*word)) names.insert(*text);  // trap cleanup EXIT names one, too
    return true;
  });
  return names;
}

bool needs_bash(const Node& node, const Script& script) {
  bool needed = false;
  walk(node, [&](const Node& below) {
    if (below.is("TestClause") || below.is("ArithmCmd") || below.is("LetClause") || below.is("ProcSubst") ||
        below.is("CStyleLoop") || below.is("CoprocClause") || below.is("ExtGlob") || below.has("RsrvWord"))
      needed = true;
    if (below.is("SglQuoted") && below.has("Dollar")) needed = true;
    if (below.is("ParamExp")) {
      if (below.has("Excl") || below.child("Slice") != nullptr || below.child("Repl") != nullptr ||
          below.child("Index") != nullptr)
        needed = true;
      const Node* name = below.child("Param");
      if (name != nullptr &&
          (is_one_of(name->value, {"RANDOM", "EUID", "UID", "HOSTNAME", "SECONDS", "PIPESTATUS"}) ||
           name->value.starts_with("BASH")))
        needed = true;
      const Node* expansion = below.child("Exp");
      if (name != nullptr && expansion != nullptr && contains("^,@", script.slice(name->end, name->end + 1)))
        needed = true;
    }
    if (below.key == "Array") needed = true;
    // $(< file); with set -o pipefail a pipeline.
    if (below.is("CmdSubst") && contains(script.source(below).substr(0, 5), "<")) needed = true;
    if (below.is("BinaryCmd") && script.pipefail && script.operation(below) == "|") needed = true;
    if (below.key == "Redirs" && is_one_of(script.operation(below), {"&>", "&>>", "<<<", ">&"})) {
      const Node* word = below.child("Word");
      const std::string target = word != nullptr ? literal(*word).value_or("x") : "x";
      if (script.operation(below) != ">&" || !(is_number(target) || target == "-")) needed = true;
    }
    if (below.key == "Redirs")
      if (const Node* word = below.child("Word");
          word != nullptr && contains(script.source(*word), "/dev/tcp/"))
        needed = true;
    if (below.is("DeclClause"))
      if (const Node* variant = below.child("Variant");
          variant != nullptr && is_one_of(variant->value, {"declare", "typeset", "nameref"}))
        needed = true;
    if (below.is("CallExpr") && !below.all("Args").empty()) {
      const auto words = below.all("Args");
      const std::string program = literal(*words[0]).value_or("");
      if (is_one_of(program, {"source", "shopt", "mapfile", "readarray", "pushd", "popd"})) needed = true;
      if (program == "echo" && script.bash && contains(script.source(below), "\\")) needed = true;
      for (const Node* word : words) {
        const std::string text = literal(*word).value_or("");
        if (((program == "[" || program == "test") && text == "-v") || (program == "echo" && text == "-e"))
          needed = true;
        if ((program == "set" && text == "pipefail") ||
            ((program == "[" || program == "test") && text == "==") || (program == "wait" && text == "-n") ||
            (program == "read" && (text == "-a" || text == "-d")))
          needed = true;
        if (const auto pattern = literal_pattern(*word);
            pattern && program != "find" && contains(*pattern, "{") && contains(*pattern, "}") &&
            (contains(*pattern, ",") || contains(*pattern, "..")) && !literal(*word))
          needed = true;
      }
    }
    return !needed;
  });
  return needed;
}

}  // namespace jeden::import
