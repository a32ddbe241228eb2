#include "config/locale.hpp"

#include <algorithm>

#include "base/suggest.hpp"
#include "config/locales.hpp"
#include "config/reading.hpp"
#include "config/search_path.hpp"
#include "config/timezone.hpp"

namespace jeden::config {
namespace {

class Locale {
 public:
  Locale(Value& table, Loading& loading) : table_{table}, loading_{loading} {
    expand_table(
        table, *root_table().find("locale")->table,
        [&loading](std::string_view name) { return loading.find(name); }, loading.faults);
  }

  std::optional<core::Unit> apply() {
    const Value* lang = known("lang");
    const std::string language = lang != nullptr ? choose(*lang) : "";
    if (!language.empty()) loading_.environment.set("LANG", language);
    apply_all(language);
    if (const Value* zone = known("timezone")) apply_zone(*zone);
    if (lang == nullptr)
      for (const std::string_view key : {"fallback", "generate"})
        if (table_.find(key) != nullptr && table_.find("lang") == nullptr)
          loading_.faults.error(key_span(table_, key), std::string{key} + " needs lang");
    return std::move(generate_);
  }

 private:
  const Value* known(std::string_view key) const {
    const Value* value = usable(table_, key);
    return value != nullptr && !value->unknown ? value : nullptr;
  }

  bool has(std::string_view locale) const {
    return has_locale(locale, loading_.surroundings.root, loading_.environment.find("LOCPATH").value_or(""));
  }

  // The locale to export: the one that is wanted, or the fallback; empty when there is none.
  std::string choose(const Value& lang) {
    if (has(lang.text)) return lang.text;
    const Value* fallback = known("fallback");
    if (flag_of(table_, "generate") && can_generate(lang)) {
      plan_generation(lang.text);
      return lang.text;
    }
    if (fallback != nullptr && has(fallback->text)) {
      loading_.faults.warning(lang.span,
                              "the image has no locale " + lang.text + ", using " + fallback->text);
      return fallback->text;
    }
    if (fallback != nullptr)
      missing(*fallback, "the image has neither the locale " + lang.text + " nor " + fallback->text);
    else
      missing(lang, "the image has no locale " + lang.text);
    return {};
  }

  void missing(const Value& value, std::string message) {
    const std::vector<std::string> names = locale_names(loading_.surroundings.root);
    const std::vector<std::string_view> views{names.begin(), names.end()};
    const std::string_view meant = base::suggest(normalise_codeset(value.text), views);
    loading_.faults.error(value.span, std::move(message),
                          meant.empty() ? "fallback = \"C.UTF-8\" would be used with a warning"
                                        : "did you mean " + std::string{meant} + "?");
  }

  void apply_all(const std::string& language) {
    if (flag_of(table_, "lc_all") && !language.empty()) loading_.environment.set("LC_ALL", language);
    const Value* all = known("lc_all");
    if (all != nullptr && all->type == Type::text) {
      const std::string chosen = choose(*all);
      if (!chosen.empty()) loading_.environment.set("LC_ALL", chosen);
    } else if (!language.empty() && !flag_of(table_, "lc_all")) {
      const auto set = loading_.environment.find("LC_ALL");
      if (set && !set->empty() && *set != language)
        loading_.faults.warning(key_span(table_, "lang"),
                                "LC_ALL is set in the environment and overrides lang",
                                "lc_all = true sets it to the same locale");
    }
  }

  void apply_zone(const Value& zone) {
    const std::string& root = loading_.surroundings.root;
    const std::string tzdir = loading_.environment.find("TZDIR").value_or("");
    switch (look_up_zone(zone.text, root, tzdir)) {
      case ZoneState::good: break;
      case ZoneState::unverified:
        loading_.faults.warning(zone.span,
                                "the image has no time zones, so that " + zone.text + " cannot be checked",
                                "without the package tzdata, programs fall back to UTC silently");
        break;
      case ZoneState::unknown: {
        const std::string meant = suggest_zone(zone.text, root, tzdir);
        return loading_.faults.error(zone.span, "there is no time zone " + zone.text,
                                     meant.empty() ? "" : "did you mean " + meant + "?");
      }
    }
    loading_.environment.set("TZ", zone.text);
  }

  bool can_generate(const Value& lang) {
    const std::size_t dot = lang.text.find('.');
    if (dot == std::string::npos || dot == 0) {
      loading_.faults.warning(lang.span, "cannot generate a locale without a character set",
                              "write pl_PL.UTF-8");
      return false;
    }
    if (search_path("localedef", loading_.environment, loading_.surroundings.root)) return true;
    loading_.faults.warning(key_span(table_, "generate"),
                            "the image has no localedef, which generates locales");
    return false;
  }

  void plan_generation(const std::string& language) {
    const std::size_t dot = language.find('.'), at = std::min(language.find('@'), language.size());
    const std::string input = language.substr(0, dot) + language.substr(at);
    core::Unit unit;
    unit.name = "locale-generation";
    unit.program.words = {"localedef", "-i", input, "-f", language.substr(dot + 1, at - dot - 1), language};
    unit.program.environment = loading_.environment.entries();
    unit.program.standard_input.to = core::Stream::To::null;
    if (known("fallback") != nullptr) unit.on_failure = core::OnFailure::warn;
    generate_ = std::move(unit);
  }

  Value& table_;
  Loading& loading_;
  std::optional<core::Unit> generate_;
};

}  // namespace

std::optional<core::Unit> apply_locale(Value& locale, Loading& loading) {
  return Locale{locale, loading}.apply();
}

}  // namespace jeden::config
