#include "daemon/coverage_text.h"

#include "core/json.h"

namespace cutoffd {

std::string coverage_line(const Coverage& coverage) {
  std::string out = "coverage: ";
  out += name_of(coverage.verdict);
  const char* separator = " (";
  for (const std::string& reason : coverage.reasons) {
    out += separator;
    out += reason;
    separator = "; ";
  }
  if (!coverage.reasons.empty()) out += ')';
  return out;
}

void write_figures(JsonWriter& json, const CoverageFigures& figures) {
  json.member("packets", figures.packets);
  json.member("drops", figures.drops);
  json.member("one_way_flows", figures.one_way_flows);
  json.member("two_way_flows", figures.two_way_flows);
  json.member("encrypted_flows", figures.encrypted_flows);
  json.member("unnamed_flows", figures.unnamed_flows);
  json.member("ech_flows", figures.ech_flows);
  json.member("encrypted_dns_devices", figures.encrypted_dns_devices);
  json.member("opaque_packets", figures.opaque_packets);
  json.member("cut_packets", figures.cut_packets);
  json.member("lost_octets", figures.lost_octets);
  json.member("octets", figures.octets);
  json.member("unjudged", figures.unjudged);
  json.member("gaps", figures.gaps);
  if (figures.watchlist_age_days) json.member("watchlist_age_days", *figures.watchlist_age_days);
}

std::string coverage_json(const Coverage& coverage) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("verdict", name_of(coverage.verdict));
  json.key("reasons").begin_array();
  for (const std::string& reason : coverage.reasons) json.value(reason);
  json.end_array();
  write_figures(json, coverage.figures);
  json.end_object();
  out += '\n';
  return out;
}

}  // namespace cutoffd
