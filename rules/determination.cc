#include "rules/determination.h"

#include <algorithm>
#include <array>

#include "core/words.h"

namespace cutoffd::rules {

std::string_view name_of(Inferred inferred) {
  constexpr static std::array<std::string_view, 2> kWords{"corroborate", "alert"};
  return word_of<Inferred>(kWords, inferred);
}
namespace {

// By Evidence. A question alone accuses nobody; an answer proves that the service was reached.
constexpr std::array kShipped{Severity::notice, Severity::notice, Severity::notice,
                              Severity::warning, Severity::err};

const Severity* find(const std::map<Evidence, Severity>& steps, Evidence step) {
  const auto at = steps.find(step);
  return at == steps.end() ? nullptr : &at->second;
}

Severity loudness(const Rule& rule, std::string_view service, Evidence reached) {
  const auto special = rule.service_severity.find(std::string(service));
  if (special != rule.service_severity.end()) {
    if (const Severity* said = find(special->second, reached)) return *said;
  }
  if (const Severity* said = find(rule.severity, reached)) return *said;
  return kShipped[static_cast<std::size_t>(reached)];
}

}  // namespace

Severity severity_of(const Rule& rule, std::string_view service, bool quiet_entry,
                     Evidence reached) {
  const Severity loud = loudness(rule, service, reached);
  const bool quiet =
      quiet_entry || std::find(rule.quiet_services.begin(), rule.quiet_services.end(), service) !=
                         rule.quiet_services.end();
  if (!quiet || reached == Evidence::transferred) return loud;
  return std::max(loud, Severity::notice);  // a greater number is a lower severity
}

}  // namespace cutoffd::rules
