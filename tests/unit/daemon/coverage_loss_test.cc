// What a replay makes of a capture that misses something: never "clean".
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "config/settings.h"
#include "daemon/judged_packets.h"
#include "rules/coverage.h"
#include "rules/ledger.h"
#include "tests/support/frame_builder.h"

namespace cutoffd::coverage_loss_test {
namespace {

using namespace std::chrono_literals;
using wire::Octets;

// Downloads over plain TCP: forty connections, sixty segments each, each acknowledged.
class Office {
 public:
  Office() {
    for (unsigned n = 0; n < 40; ++n) download(n);
  }

  // The verdict over those frames that `seen` lets through; from `pause` on an hour later.
  template <typename Seen>
  Coverage replay(Seen seen, std::size_t pause = ~std::size_t{0}) const {
    const auto rules = std::make_shared<const rules::RuleSet>(std::vector<rules::Watchlist>{},
                                                              std::vector<rules::Determination>{},
                                                              std::vector<rules::Rule>{});
    const config::Settings settings;
    const auto ledger = rules::Ledger::temporary();
    Counters counters;
    rules::Judge judge(rules, settings.judge, *ledger, counters);
    JudgedPackets packets(settings.track, rules, std::make_shared<AnsweredTable>(1), judge,
                          counters, settings.coverage.gap);
    Instant now = *parse_rfc3339("2026-07-01T00:00:00Z");
    for (std::size_t i = 0; i < frames_.size(); ++i) {
      now += 1ms;
      if (i == pause) now += 1h;
      if (!seen(i, frames_[i].down)) continue;
      const Packet packet = wire::packet_of(frames_[i].built, i + 1, now);
      packets.on_packets({&packet, 1});
    }
    packets.finish();
    CoverageFigures figures = rules::figures_from(counters);
    figures.gaps = packets.gaps();
    return rules::judge_coverage(figures, settings.coverage, false);
  }

 private:
  struct Frame {
    wire::Built built;
    bool down = false;
  };

  void show(const Octets& ip, bool down) {
    const Mac from = down ? wire::server_mac() : wire::client_mac();
    const Mac to = down ? wire::client_mac() : wire::server_mac();
    frames_.push_back({{LinkType{1}, wire::ether(to, from, wire::ether_type_of(ip), ip)}, down});
  }

  void download(unsigned n) {
    const Endpoint client = wire::at("192.0.2.10", static_cast<std::uint16_t>(20'000 + n));
    const Endpoint server = wire::at("198.51.100.20", 8081);
    const auto up = [&](wire::TcpFields fields, const Octets& payload = {}) {
      show(wire::tcp_packet(client, server, fields, payload), false);
    };
    const auto down = [&](wire::TcpFields fields, const Octets& payload = {}) {
      show(wire::tcp_packet(server, client, fields, payload), true);
    };
    up({.sequence = 999, .syn = true});
    down({.sequence = 4999, .acknowledgement = 1000, .syn = true, .ack = true});
    up({.sequence = 1000, .acknowledgement = 5000, .ack = true}, Octets(100, 'q'));
    std::uint32_t at = 5000;
    for (int segment = 0; segment < 60; ++segment) {
      down({.sequence = at, .acknowledgement = 1100, .ack = true}, Octets(1000, 'a'));
      at += 1000;
      up({.sequence = 1100, .acknowledgement = at, .ack = true});
    }
    down({.sequence = at, .acknowledgement = 1100, .fin = true, .ack = true});
    up({.sequence = 1100, .acknowledgement = at + 1, .fin = true, .ack = true});
    down({.sequence = at + 1, .acknowledgement = 1101, .ack = true});
  }

  std::vector<Frame> frames_;
};

std::string text(const Coverage& coverage) {
  std::string out(name_of(coverage.verdict));
  for (const std::string& reason : coverage.reasons) out += " " + reason;
  return out;
}

bool all(std::size_t, bool) { return true; }

TEST(CoverageLoss, AWholeCaptureIsClean) { EXPECT_EQ(text(Office().replay(all)), "clean"); }

TEST(CoverageLoss, FivePercentThatNobodyCountedAreInferredFromWhatWasAcknowledged) {
  const Coverage coverage = Office().replay([](std::size_t i, bool) { return i * 7919 % 20 != 3; });
  EXPECT_EQ(coverage.verdict, Verdict::inconclusive) << text(coverage);
  EXPECT_GT(coverage.figures.lost_octets, 60'000U);
  EXPECT_NE(text(coverage).find("that a peer acknowledged never came by"), std::string::npos);
}

TEST(CoverageLoss, AMissingDirectionIsInconclusive) {
  const Office office;
  const Coverage up = office.replay([](std::size_t, bool down) { return !down; });
  EXPECT_EQ(up.verdict, Verdict::inconclusive) << text(up);
  const Coverage down = office.replay([](std::size_t, bool is_down) { return is_down; });
  EXPECT_EQ(down.verdict, Verdict::inconclusive) << text(down);
}

TEST(CoverageLoss, APauseIsInconclusive) {
  const Coverage coverage = Office().replay(all, 2000);
  EXPECT_EQ(coverage.verdict, Verdict::inconclusive) << text(coverage);
  EXPECT_EQ(coverage.figures.gaps, 1U);
}

}  // namespace
}  // namespace cutoffd::coverage_loss_test
