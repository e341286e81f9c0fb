#include "core/words.h"

#include <array>

#include "core/alert.h"
#include "core/counters.h"
#include "core/coverage.h"
#include "core/evidence.h"
#include "core/observation.h"

namespace cutoffd {
namespace {

using std::string_view;

constexpr std::array<string_view, 5> kEvidence{"asked", "resolved", "contacted", "answered",
                                               "transferred"};
constexpr std::array<string_view, 9> kBlocked{"nxdomain", "nodata",      "refused",
                                              "sinkhole", "filtered",    "blockpage",
                                              "reset",    "unreachable", "silence"};
constexpr std::array<string_view, 8> kSeverity{"emerg",   "alert",  "crit", "err",
                                               "warning", "notice", "info", "debug"};
constexpr std::array<string_view, 12> kObservation{
    "dns_query",     "dns_answer",   "tls_sni", "quic_sni", "dtls_sni", "http_host",
    "tls_cert_name", "proxy_target", "mdns",    "llmnr",    "nbns",     "unknown"};
constexpr std::array<string_view, 11> kAlertEvent{
    "opened",    "escalated", "continuing", "quiet",  "returned", "unclassified",
    "suspected", "evasion",   "decoy",      "sensor", "heartbeat"};
constexpr std::array<string_view, 3> kIdentityGrade{"address", "mac", "inventory"};
constexpr std::array<string_view, 3> kVerdict{"clean", "found", "inconclusive"};

constexpr std::array<string_view, kCounters> kCounterNames{
#define CUTOFFD_COUNTER(name, text) #name,
    CUTOFFD_COUNTERS(CUTOFFD_COUNTER)
#undef CUTOFFD_COUNTER
};
constexpr std::array<string_view, kCounters> kCounterMeanings{
#define CUTOFFD_COUNTER(name, text) text,
    CUTOFFD_COUNTERS(CUTOFFD_COUNTER)
#undef CUTOFFD_COUNTER
};

}  // namespace

string_view name_of(Evidence v) { return word_of(kEvidence, v); }
string_view name_of(Blocked v) { return word_of(kBlocked, v); }
string_view name_of(Severity v) { return word_of(kSeverity, v); }
string_view name_of(ObservationKind v) { return word_of(kObservation, v); }
string_view name_of(AlertEvent v) { return word_of(kAlertEvent, v); }
string_view name_of(IdentityGrade v) { return word_of(kIdentityGrade, v); }
string_view name_of(Verdict v) { return word_of(kVerdict, v); }
string_view name_of(Counter v) { return word_of(kCounterNames, v); }
string_view meaning_of(Counter v) { return word_of(kCounterMeanings, v); }

std::optional<Evidence> parse_evidence(string_view w) { return from_word<Evidence>(kEvidence, w); }
std::optional<Blocked> parse_blocked(string_view w) { return from_word<Blocked>(kBlocked, w); }
std::optional<Severity> parse_severity(string_view w) { return from_word<Severity>(kSeverity, w); }
std::optional<AlertEvent> parse_alert_event(string_view w) {
  return from_word<AlertEvent>(kAlertEvent, w);
}
std::optional<IdentityGrade> parse_identity_grade(string_view w) {
  return from_word<IdentityGrade>(kIdentityGrade, w);
}

}  // namespace cutoffd
