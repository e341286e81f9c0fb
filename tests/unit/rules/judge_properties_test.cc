// What holds for every story, whatever happens in it: stories are made up from a seed.
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/judge.h"
#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::judge_properties_test {

// For failure messages.
void PrintTo(const DeviceService& line, std::ostream* out) {
  *out << line.device.id << " " << line.vendor << "/" << line.service << " " << line.before.count
       << "+" << line.after.count << " " << line.state;
}

namespace {

using namespace stage;
using Step = FlowProgress::Step;
using std::chrono::milliseconds;

bool same(const ContactSpan& a, const ContactSpan& b) {
  return a.count == b.count && (a.count == 0 || (a.first == b.first && a.last == b.last));
}
bool same(const DeviceService& a, const DeviceService& b) {
  return a.device == b.device && a.vendor == b.vendor && a.service == b.service &&
         a.prohibited == b.prohibited && same(a.before, b.before) && same(a.after, b.after) &&
         a.evidence == b.evidence && a.blocked == b.blocked && a.bytes_up == b.bytes_up &&
         a.bytes_down == b.bytes_down && a.name == b.name && a.state == b.state;
}
bool same(const std::vector<DeviceService>& a, const std::vector<DeviceService>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return same(x, y); });
}

// Facts that belong closely together: a restart comes between such groups, since flow numbers and
// the questions of the last seconds are a process's own.
using Scenes = std::vector<std::vector<Fact>>;

class Author {
 public:
  explicit Author(std::uint32_t seed) : random_(seed) {}

  // Ordered in time, around the cutoff.
  Scenes story(std::size_t scenes, bool with_bindings = true) {
    Scenes story;
    for (std::size_t i = 0; i < scenes; ++i) {
      now_ += milliseconds(pick(20'000));
      story.push_back(scene(with_bindings));
    }
    return story;
  }

 private:
  std::size_t pick(std::size_t below) { return random_() % below; }
  Instant soon() { return now_ += milliseconds(pick(200)); }

  Host someone() {
    const auto number = static_cast<std::uint32_t>(pick(4) + 1);
    Mac link = mac("02:00:00:00:00:00");
    link.octets[5] = static_cast<std::uint8_t>(pick(5) == 0 ? 0xfe : number);  // or a router's
    if (pick(4) == 0) {
      return {ip("2001:db8::" + std::to_string(number)), link};
    }
    return {IpAddress::v4(0x0a000000 + number), link};
  }

  std::vector<Fact> scene(bool with_bindings) {
    static const char* const kNames[] = {
        kUpdate, "s08.upd.acme.example", kTelemetry, kNews, kGuess, kUnknown, kAccount};
    const char* name = kNames[pick(std::size(kNames))];
    const Host who = someone();
    if (with_bindings && pick(5) == 0) return {proof(who)};
    switch (pick(5)) {
      case 0:
        return {question(who, name, soon())};
      case 1:
        return {question(who, name, soon()),
                block(who, name, soon(), static_cast<Blocked>(pick(5)))};
      case 2:
        return {question(who, name, soon()),
                answer(who, name, soon(), {{kServer.ip, static_cast<std::uint32_t>(pick(90))}})};
      case 3:
        return {question(who, name, soon()),
                question(kResolver, name, soon(), DnsType::a, host("198.51.100.1"))};
      default:
        return connection(who, name);
    }
  }

  Fact proof(const Host& who) {
    static const Binding::Source kSources[] = {Binding::Source::arp, Binding::Source::dhcp4,
                                               Binding::Source::mdns, Binding::Source::mirror};
    Binding made = binding("10.0.0.1", {}, soon(), kSources[pick(4)]);
    made.ip = who.address;
    if (made.source != Binding::Source::mdns) made.mac = who.link;
    if (pick(2) == 0)
      made.hostname = InlineText<253>(std::string(1, static_cast<char>('a' + pick(3))));
    return made;
  }

  std::vector<Fact> connection(const Host& who, const char* name) {
    const std::uint64_t flow = ++flows_;
    std::vector<Fact> facts{hello(who, name, soon(), flow)};
    if (pick(2) == 0) facts.emplace_back(progress(flow, soon(), Step::answered, 500, 100));
    if (pick(2) == 0) facts.emplace_back(progress(flow, soon(), Step::bytes, 600, pick(9000)));
    facts.emplace_back(progress(flow, soon(), pick(3) == 0 ? Step::reset : Step::ended, 700, 9000));
    return facts;
  }

  std::mt19937 random_;
  Instant now_ = after(-300);
  std::uint64_t flows_ = 0;
};

void play(Court& court, const Scenes& story, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    for (const Fact& fact : story[i]) court.hear(fact);
  }
}

TEST(JudgeProperty, ARestartAtAnyPointIsNoRestart) {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    const Scenes story = Author(seed).story(60);
    Court through;
    play(through, story, 0, story.size());
    const auto alerts = through.finish();
    const auto services = through.services();
    for (std::size_t cut = seed % 4; cut < story.size(); cut += 7) {
      Court interrupted;
      play(interrupted, story, 0, cut);
      interrupted.restart();
      play(interrupted, story, cut, story.size());
      ASSERT_EQ(interrupted.finish(), alerts) << "seed " << seed << ", restart at " << cut;
      ASSERT_TRUE(same(interrupted.services(), services)) << "seed " << seed << ", at " << cut;
    }
  }
}

// Connections go on: of a capture that is read on, under the same number.
TEST(JudgeProperty, ARestartWhileConnectionsAreOpenIsNoRestart) {
  for (std::uint32_t seed = 21; seed <= 28; ++seed) {
    const Scenes story = Author(seed).story(60);
    Court through;
    play(through, story, 0, story.size());
    const auto alerts = through.finish();
    const auto services = through.services();
    for (std::size_t cut = seed % 3; cut < story.size(); cut += 3) {
      const std::vector<Fact>& scene = story[cut];
      if (!std::holds_alternative<FlowProgress>(scene.back())) continue;
      Court interrupted;
      play(interrupted, story, 0, cut);
      for (std::size_t i = 0; i < scene.size(); ++i) {
        if (i > 0) interrupted.restart();
        interrupted.hear(scene[i]);
      }
      play(interrupted, story, cut + 1, story.size());
      ASSERT_EQ(interrupted.finish(), alerts) << "seed " << seed << ", restart in " << cut;
      ASSERT_TRUE(same(interrupted.services(), services)) << "seed " << seed << ", in " << cut;
    }
  }
}

TEST(JudgeProperty, HowOftenItIsSavedOrAskedForTheTimeChangesNothing) {
  for (std::uint32_t seed = 101; seed <= 110; ++seed) {
    const Scenes story = Author(seed).story(60);
    Court calm;
    play(calm, story, 0, story.size());
    Court busy;
    for (const auto& scene : story) {
      for (const Fact& fact : scene) {
        const Instant time = std::visit([](const auto& one) { return one.time; }, fact);
        busy.wait_until(time).hear(fact).wait_until(time);
        busy.keep();
      }
    }
    ASSERT_EQ(busy.finish(), calm.finish()) << "seed " << seed;
    ASSERT_TRUE(same(busy.services(), calm.services())) << "seed " << seed;
  }
}

TEST(JudgeProperty, AStoryHeardAgainByTheSameLedgerOpensNothingAgain) {
  for (std::uint32_t seed = 201; seed <= 210; ++seed) {
    const Scenes story = Author(seed).story(60, false);
    Court court;
    play(court, story, 0, story.size());
    const auto once = court.finish();
    court.restart();
    play(court, story, 0, story.size());
    ASSERT_EQ(court.finish(), once) << "seed " << seed;
  }
}

TEST(JudgeProperty, EachDeviceRuleAndServiceOpensAtMostOneAndNothingBeforeTheCutoff) {
  for (std::uint32_t seed = 301; seed <= 315; ++seed) {
    Court court;
    const Scenes story = Author(seed).story(100, false);
    play(court, story, 0, story.size());
    std::set<std::string> opened;
    std::map<std::string, Evidence> last;
    for (const Alert& alert : court.finish()) {
      EXPECT_GE(*alert.first, kCutoff);
      EXPECT_GE(alert.time, kCutoff);
      if (alert.event == AlertEvent::unclassified) continue;
      const std::string key = alert.device->id + " " + alert.rule + " " + alert.service;
      if (alert.event == AlertEvent::opened) {
        EXPECT_TRUE(opened.insert(key).second) << key;
      } else {
        EXPECT_EQ(alert.event, AlertEvent::escalated);
        EXPECT_TRUE(opened.contains(key)) << key;
        EXPECT_GT(*alert.evidence, last.at(key));
      }
      last[key] = *alert.evidence;
    }
    EXPECT_EQ(court.judge().open_incidents(), opened.size());
  }
}

// An independent count: without questions each connection is a contact.
TEST(JudgeProperty, CountsOctetsAndSpansAreExact) {
  for (std::uint32_t seed = 401; seed <= 410; ++seed) {
    std::mt19937 random(seed);
    Court court;
    struct Line {
      ContactSpan before, after;
      std::uint64_t up[2] = {0, 0};
    };
    std::map<std::string, Line> expected;
    for (std::uint64_t flow = 1; flow <= 300; ++flow) {
      const Host who{IpAddress::v4(0x0a000001 + static_cast<std::uint32_t>(random() % 5)), {}};
      const Instant time = after(static_cast<double>(flow) - 150);
      const std::uint64_t octets = random() % 10'000;
      court.hear(hello(who, kUpdate, time, flow), progress(flow, time, Step::ended, octets, 0));
      Line& line = expected["ip:" + std::string(text(who.address).view())];
      ContactSpan& span = time < kCutoff ? line.before : line.after;
      if (span.count++ == 0) span.first = time;
      span.last = time;
      line.up[time < kCutoff ? 0 : 1] += octets;
    }
    for (const DeviceService& line : court.services()) {
      const Line& known = expected.at(line.device.id);
      EXPECT_TRUE(same(line.before, known.before));
      EXPECT_TRUE(same(line.after, known.after));
      EXPECT_EQ(line.bytes_up, known.up[1]);
    }
    for (const Alert& alert : court.finish()) {
      if (alert.event != AlertEvent::opened) continue;
      EXPECT_EQ(alert.first, expected.at(alert.device->id).after.first);
    }
  }
}

TEST(JudgeProperty, ProofsThatComeInAnyOrderWithinTheSettlingTimeMakeTheSameAlerts) {
  std::mt19937 random(7);
  std::vector<Fact> proofs{
      binding("10.0.0.20", "02:00:00:00:00:20", after(0)),
      binding("2001:db8::20", "02:00:00:00:00:20", after(0), Binding::Source::ndp),
      binding("10.0.0.20", "02:00:00:00:00:20", after(0), Binding::Source::dhcp4, "desk-17")};
  const std::vector<Fact> contacts{
      question(kDesk, kUpdate, after(1)),
      hello(host("2001:db8::20", "02:00:00:00:00:20"), kTelemetry, after(2), 1),
      hello(kDesk, kUpdate, after(3), 2), progress(2, after(4), Step::answered, 10, 10)};
  std::vector<Alert> expected;
  for (int round = 0; round < 100; ++round) {
    std::vector<Fact> story = contacts;
    std::shuffle(proofs.begin(), proofs.end(), random);
    for (const Fact& proof : proofs) {
      story.insert(story.begin() + static_cast<long>(random() % (story.size() + 1)), proof);
    }
    Court court;
    for (const Fact& fact : story) court.hear(fact);
    const auto alerts = court.finish();
    if (round == 0) expected = alerts;
    ASSERT_EQ(alerts.size(), 2U);
    ASSERT_EQ(alerts, expected) << "round " << round;
  }
}

}  // namespace
}  // namespace cutoffd::rules::judge_properties_test
