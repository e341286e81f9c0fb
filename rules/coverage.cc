#include "rules/coverage.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace cutoffd::rules {
namespace {

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

// "0.13 %": as many digits as tell it from nothing.
std::string percent(double value) {
  std::array<char, 32> text{};
  const double hundredths = value * 100;
  std::snprintf(text.data(), text.size(), hundredths < 1 ? "%.2f %%" : "%.0f %%", hundredths);
  return text.data();
}

std::string counted(std::uint64_t number, std::string_view thing) {
  return std::to_string(number) + " " + std::string(thing) + (number == 1 ? "" : "s");
}

const char* was(std::uint64_t number) { return number == 1 ? " was " : " were "; }

// Collects the reasons; a reason above its limit turns "clean" into "inconclusive".
struct Reasons {
  bool doubtful = false;
  std::vector<std::string> sentences;

  void doubt(std::string sentence) {
    doubtful = true;
    sentences.push_back(std::move(sentence));
  }
  void remark(std::string sentence) { sentences.push_back(std::move(sentence)); }
};

void judge_packets(const CoverageFigures& f, const CoverageLimits& limits, Reasons& reasons) {
  if (f.packets == 0) reasons.doubt("No packet was seen.");
  const double dropped = share(f.drops, f.packets + f.drops);
  if (dropped > limits.drops) {
    reasons.doubt(counted(f.drops, "packet") + " (" + percent(dropped) + ")" + was(f.drops) +
                  "dropped before being read.");
  }
  const double cut = share(f.cut_packets, f.packets);
  if (cut > limits.cut_packets) {
    reasons.doubt(
        counted(f.cut_packets, "packet") + " (" + percent(cut) + ")" + was(f.cut_packets) +
        "seen in part only: raise the snap length; if it is large enough, fragments are missing.");
  }
  const double lost = share(f.lost_octets, f.octets + f.lost_octets);
  if (lost > limits.lost_octets) {
    reasons.doubt(counted(f.lost_octets, "octet") + " (" + percent(lost) +
                  ") that a peer acknowledged never came by here: the mirror loses packets.");
  }
  if (f.unjudged > 0) {
    reasons.doubt(counted(f.unjudged, "contact") + was(f.unjudged) +
                  "not judged for want of room: raise the bounds.");
  }
  if (f.gaps > 0) {
    reasons.doubt("The capture pauses " + counted(f.gaps, "time") + " for more than " +
                  duration_text(limits.gap) + ".");
  }
}

void judge_flows(const CoverageFigures& f, const CoverageLimits& limits, Reasons& reasons) {
  const double one_way = share(f.one_way_flows, f.one_way_flows + f.two_way_flows);
  if (one_way > limits.one_way_flows) {
    reasons.doubt(percent(one_way) +
                  " of the flows with payload show one direction only: the mirror may miss the "
                  "other, and with it answers and names.");
  }
  // The outer name of an encrypted hello is a front, not the name that was called.
  const std::uint64_t unreadable = std::min(f.unnamed_flows + f.ech_flows, f.encrypted_flows);
  const double unnamed = share(unreadable, f.encrypted_flows);
  if (unnamed > limits.unnamed_flows) {
    std::string sentence = percent(unnamed) + " of the TLS and QUIC flows have no readable name";
    if (f.ech_flows > 0) sentence += " (" + std::to_string(f.ech_flows) + " of them offer ECH)";
    reasons.doubt(sentence + ".");
  }
}

}  // namespace

Coverage judge_coverage(const CoverageFigures& figures, const CoverageLimits& limits, bool found) {
  Reasons reasons;
  judge_packets(figures, limits, reasons);
  judge_flows(figures, limits, reasons);
  if (figures.watchlist_age_days && *figures.watchlist_age_days > limits.watchlist_age_days) {
    reasons.doubt("The watchlist was last reviewed " + std::to_string(*figures.watchlist_age_days) +
                  " days ago.");
  }
  if (figures.encrypted_dns_devices > 0) {
    reasons.remark(counted(figures.encrypted_dns_devices, "device") +
                   (figures.encrypted_dns_devices == 1 ? " asks" : " ask") +
                   " names by encrypted DNS: questions are hidden, server names are not.");
  }
  if (figures.opaque_packets > 0) {
    reasons.remark(counted(figures.opaque_packets, "packet") +
                   (figures.opaque_packets == 1 ? " belongs" : " belong") +
                   " to encrypted tunnels, which cannot be read.");
  }
  Verdict verdict = reasons.doubtful ? Verdict::inconclusive : Verdict::clean;
  if (found) verdict = Verdict::found;
  return {verdict, std::move(reasons.sentences), figures};
}

std::string figure_words(const CoverageFigures& f) {
  const auto part = [](std::uint64_t some, std::uint64_t all) {
    return some == 0 ? std::string("none") : percent(share(some, all));
  };
  std::string words =
      counted(f.packets, "packet") + ", " + part(f.drops, f.packets + f.drops) + " dropped";
  const auto add = [&words](std::uint64_t number, std::string_view thing, std::string_view rest) {
    if (number > 0) words += ", " + counted(number, thing) + std::string(rest);
  };
  if (const std::uint64_t flows = f.one_way_flows + f.two_way_flows; flows > 0) {
    words += ", " + part(f.one_way_flows, flows) + " of the flows one-way";
  }
  if (f.encrypted_flows > 0) {
    const std::uint64_t unreadable = std::min(f.unnamed_flows + f.ech_flows, f.encrypted_flows);
    words += ", " + part(unreadable, f.encrypted_flows) +
             " of the TLS and QUIC flows without a readable name";
  }
  add(f.ech_flows, "flow", " offering ECH");
  add(f.encrypted_dns_devices, "device", " asking by encrypted DNS");
  add(f.opaque_packets, "packet", " of tunnels that cannot be read");
  add(f.cut_packets, "packet", " cut");
  add(f.gaps, "gap", "");
  if (f.watchlist_age_days) {
    words += ", oldest watchlist reviewed " +
             counted(static_cast<std::uint64_t>(std::max<std::int64_t>(*f.watchlist_age_days, 0)),
                     "day") +
             " ago";
  }
  return words;
}

std::string coverage_words(const Coverage& coverage) {
  return "coverage " + std::string(name_of(coverage.verdict)) + ": " +
         figure_words(coverage.figures);
}

CoverageFigures figures_from(const Counters& counters) {
  CoverageFigures figures;
  figures.packets = counters.get(Counter::packets);
  figures.octets = counters.get(Counter::octets);
  figures.drops = counters.get(Counter::kernel_drops) + counters.get(Counter::interface_drops);
  figures.two_way_flows = counters.get(Counter::two_way_flows);
  figures.one_way_flows = counters.get(Counter::one_way_flows);
  figures.encrypted_flows = counters.get(Counter::encrypted_flows);
  figures.unnamed_flows = counters.get(Counter::unnamed_flows);
  figures.ech_flows = counters.get(Counter::ech_flows);
  figures.opaque_packets = counters.get(Counter::opaque_packets);
  // Of a fragmented packet that was given up or refused a part was seen, too.
  figures.cut_packets = counters.get(Counter::cut_packets) +
                        counters.get(Counter::fragments_given_up) +
                        counters.get(Counter::fragments_overlapping);
  figures.unjudged =
      counters.get(Counter::facts_dropped) + counters.get(Counter::devices_given_up) +
      counters.get(Counter::contacts_given_up) + counters.get(Counter::openings_given_up);
  figures.lost_octets = counters.get(Counter::lost_octets);
  return figures;
}

}  // namespace cutoffd::rules
