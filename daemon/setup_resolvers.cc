#include <algorithm>
#include <set>

#include "daemon/setup_findings.h"

namespace cutoffd {
namespace {

constexpr std::size_t kShownResolvers = 5;
constexpr std::uint64_t kFewQuestions = 10;

struct Resolver {
  IpAddress ip;
  std::uint64_t questions = 0;
  std::uint64_t answers = 0;
  std::set<IpAddress> askers;
  std::set<IpAddress> asks;  // whom it asks itself
};

std::vector<Resolver> resolvers_of(const SetupFigures& figures) {
  std::map<IpAddress, Resolver> all;
  for (const auto& [pair, asked] : figures.dns) {
    Resolver& resolver = all[pair.second];
    resolver.ip = pair.second;
    resolver.questions += asked.questions;
    resolver.answers += asked.answers;
    resolver.askers.insert(pair.first);
  }
  for (const auto& [pair, asked] : figures.dns) {
    const auto forwarder = all.find(pair.first);
    if (forwarder != all.end() && asked.questions > 0) forwarder->second.asks.insert(pair.second);
  }
  std::vector<Resolver> out;
  for (auto& [ip, resolver] : all) out.push_back(std::move(resolver));
  std::stable_sort(out.begin(), out.end(), [](const Resolver& a, const Resolver& b) {
    return a.askers.size() != b.askers.size() ? a.askers.size() > b.askers.size()
                                              : a.questions > b.questions;
  });
  return out;
}

std::string sentence_about(const Resolver& resolver) {
  std::string out(text(resolver.ip).view());
  out += is_private(resolver.ip) ? "" : ", outside this network,";
  out += " is asked for names by " + counted(resolver.askers.size(), "address", "addresses") +
         " (" + counted(resolver.questions, "question", "questions") + ", " +
         counted(resolver.answers, "answer", "answers") + ")";
  if (!resolver.asks.empty()) {
    out += " and asks on at " + std::string(text(*resolver.asks.begin()).view());
    if (resolver.asks.size() > 1)
      out += " and " + std::to_string(resolver.asks.size() - 1) + " more";
    out += ": a forwarder. Alerts name the devices that ask it";
  } else if (is_private(resolver.ip)) {
    out += "; where it asks on was not seen";
  }
  return out + ".";
}

// One address asks for everybody, and nobody is seen asking it.
const IpAddress* sole_asker(const SetupFigures& figures) {
  const IpAddress* sole = nullptr;
  for (const auto& [pair, asked] : figures.dns) {
    if (sole != nullptr && *sole != pair.first) return nullptr;
    sole = &pair.first;
  }
  return sole;
}

void say_sole_asker(const SetupFigures& figures, SetupFindings& findings) {
  const IpAddress* sole = sole_asker(figures);
  if (sole == nullptr || !findings.worth_watching()) return;
  std::uint64_t others = 0;
  for (const auto& [ip, speaker] : figures.speakers) {
    others += ip != *sole && is_private(ip) && speaker.opened > 0 ? 1U : 0U;
  }
  if (others == 0) return;
  findings.not_seen.push_back(
      "All questions for names come from " + std::string(text(*sole).view()) + ", though " +
      counted(others, "other address opens", "other addresses open") +
      " connections: devices ask it where this place does not see them. Names that were only "
      "asked for are told of it, and not of the device behind it.");
  if (is_private(*sole)) findings.perhaps_forwarders.push_back(*sole);
}

}  // namespace

void find_resolvers(const SetupFigures& figures, SetupFindings& findings) {
  const std::vector<Resolver> resolvers = resolvers_of(figures);
  if (resolvers.empty()) {
    findings.not_seen.emplace_back(
        "No question for a name (DNS, port 53) came by: devices ask on another way, or by "
        "encrypted DNS. Names are then read from connections only.");
    return;
  }
  std::uint64_t questions = 0;
  std::uint64_t answers = 0;
  for (std::size_t i = 0; i < resolvers.size(); ++i) {
    const Resolver& resolver = resolvers[i];
    questions += resolver.questions;
    answers += resolver.answers;
    if (i < kShownResolvers) findings.seen.push_back("Resolver: " + sentence_about(resolver));
    const bool forwards = !resolver.asks.empty() && is_private(resolver.ip);
    if (forwards && findings.forwarders.size() < kMostAdvised)
      findings.forwarders.push_back(resolver.ip);
  }
  if (resolvers.size() > kShownResolvers) {
    findings.seen.push_back(
        "And " + counted(resolvers.size() - kShownResolvers, "resolver", "resolvers") + " more.");
  }
  if (questions >= kFewQuestions && answers == 0) {
    findings.not_seen.emplace_back(
        "Questions for names are seen and no answer: answers pass elsewhere, or nobody answers.");
  }
  if (answers >= kFewQuestions && questions == 0) {
    findings.not_seen.emplace_back(
        "Answers to names are seen and no question: questions pass elsewhere.");
  }
  say_sole_asker(figures, findings);
}

}  // namespace cutoffd
