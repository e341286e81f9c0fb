// What holds for every format: one line, nothing forged, nothing cut, whatever a device calls
// itself.
#include "alerts/format.h"

#include <gtest/gtest.h>

#include "core/json.h"
#include "tests/unit/alerts/format_subjects.h"
#include "tests/unit/alerts/sample_alerts.h"

namespace cutoffd::alerts::format_test {
namespace {

using test::Fields;
using test::Subject;

constexpr std::size_t kAmple = 1 << 20;

// What a reader should find where `text` went in: controls replaced, or kept where the format can
// escape them; octets that are not UTF-8 replaced; LEEF's delimiter replaced.
std::string expected_text(const Subject& subject, std::string_view text) {
  std::string out;
  append_clean_utf8(out, text, !subject.keeps_controls);
  // JSON escapes controls, but NUL would hide the rest of a text from a reader in C.
  for (std::size_t at = 0; (at = out.find('\0', at)) != std::string::npos;) {
    out.replace(at, 1, "\xEF\xBF\xBD");
  }
  if (subject.kind != FormatKind::leef) return out;
  std::string without_carets;
  for (const char c : out) {
    if (c == '^') {
      without_carets += "\xEF\xBF\xBD";
    } else {
      without_carets += c;
    }
  }
  return without_carets;
}

std::string written(const Subject& subject, const Alert& alert) {
  std::string out;
  EXPECT_TRUE(subject.format().write(alert, 7, kAmple, out)) << subject.what;
  return out;
}

TEST(EveryFormat, HasAReaderThatUnderstandsTheFullAlert) {
  for (const Subject& subject : test::subjects()) {
    const auto fields = subject.read(written(subject, test::full_alert()));
    ASSERT_TRUE(fields) << subject.what;
    EXPECT_EQ(fields->at(subject.name), "s07.upd.vendor.example") << subject.what;
    EXPECT_EQ(fields->at(subject.device_name), "desk-17") << subject.what;
    EXPECT_EQ(fields->at(subject.message), test::full_alert().message) << subject.what;
  }
}

// One field at a time takes a hostile text: it comes out as it went in, the others are untouched,
// and there is neither another field nor another line.
TEST(EveryFormat, LetsNoTextForgeAFieldOrALine) {
  struct Target {
    std::string Subject::*key;
    void (*put)(Alert&, const std::string&);
  };
  const Target targets[]{
      {&Subject::name, [](Alert& a, const std::string& text) { a.name = text; }},
      {&Subject::device_name, [](Alert& a, const std::string& text) { a.device->name = text; }},
      {&Subject::message, [](Alert& a, const std::string& text) { a.message = text; }},
  };
  for (const Subject& subject : test::subjects()) {
    const Fields benign = *subject.read(written(subject, test::full_alert()));
    for (const Target& target : targets) {
      for (const std::string& text : test::hostile_texts()) {
        Alert alert = test::full_alert();
        target.put(alert, text);
        const std::string line = written(subject, alert);
        EXPECT_TRUE(test::is_one_line(line)) << subject.what << ": " << line;
        auto fields = subject.read(line);
        ASSERT_TRUE(fields) << subject.what << ": " << line;
        // ECS repeats both names in related.hosts.
        if (subject.kind == FormatKind::ecs) {
          for (auto it = fields->begin(); it != fields->end();) {
            it = it->first.rfind("related.hosts.", 0) == 0 ? fields->erase(it) : std::next(it);
          }
        }
        Fields expected = benign;
        for (auto it = expected.begin(); it != expected.end();) {
          it = it->first.rfind("related.hosts.", 0) == 0 ? expected.erase(it) : std::next(it);
        }
        expected[subject.*target.key] = expected_text(subject, text);
        EXPECT_EQ(*fields, expected) << subject.what << ": " << line;
      }
    }
  }
}

TEST(EveryFormat, KeepsEachBudgetByLeavingOutWholeFields) {
  Alert alert = test::full_alert();
  alert.name = std::string(250, 'n');
  alert.device->name = std::string(255, 'd');
  alert.message = std::string(600, 'm');
  for (const Subject& subject : test::subjects()) {
    const Fields whole = *subject.read(written(subject, alert));
    for (const std::size_t budget : {480U, 1024U, 2048U, 8192U}) {
      std::string out;
      ASSERT_TRUE(subject.format().write(alert, 7, budget, out)) << subject.what << budget;
      EXPECT_LE(out.size(), budget);
      const auto fields = subject.read(out);
      ASSERT_TRUE(fields) << subject.what << ": " << out;
      for (const auto& [key, value] : *fields) {
        // The short sentence may stand for the message, and the id for the signature.
        if (key == subject.message || key == "alert.signature") continue;
        ASSERT_EQ(whole.count(key), 1U) << subject.what << " invents " << key;
        if (value == "10.20.30.40") continue;  // the first of two addresses is the whole of one
        EXPECT_EQ(whole.at(key), value) << subject.what << " cuts " << key;
      }
    }
  }
}

TEST(EveryFormat, LeavesOutNothingBeforeItMust) {
  for (const Subject& subject : test::subjects()) {
    const std::string whole = written(subject, test::full_alert());
    std::string out;
    ASSERT_TRUE(subject.format().write(test::full_alert(), 7, whole.size(), out));
    EXPECT_EQ(out, whole);
    ASSERT_TRUE(subject.format().write(test::full_alert(), 7, whole.size() - 1, out));
    EXPECT_LT(out.size(), whole.size());
  }
}

// The promise that the daemon checks before it starts.
TEST(EveryFormat, FitsItsLeastBudgetWhateverTheAlert) {
  Alert huge = test::full_alert();
  huge.time = Instant::max();
  for (std::string* text :
       {&huge.group, &huge.sensor, &huge.rule, &huge.determination, &huge.vendor, &huge.service,
        &huge.name, &huge.message, &huge.device->id, &huge.device->name}) {
    *text = std::string(200, '\\');
  }
  for (std::uint32_t i = 0; i < 20; ++i) huge.device->ips.push_back(IpAddress::v4(i));
  huge.device->vlans.assign(20, 4094);
  huge.sequence = ~std::uint64_t{0};
  huge.blocked = Blocked::unreachable;
  huge.evidence = Evidence::transferred;
  huge.behind = IpAddress::parse("2001:db8:1111:2222:3333:4444:5555:6666");
  for (const Subject& subject : test::subjects()) {
    const Format format = subject.format();
    for (unsigned event = 0; event <= static_cast<unsigned>(AlertEvent::heartbeat); ++event) {
      huge.event = static_cast<AlertEvent>(event);
      std::string out;
      EXPECT_TRUE(format.write(huge, ~std::uint64_t{0}, format.least_budget(), out))
          << subject.what << " " << name_of(huge.event);
      EXPECT_TRUE(subject.read(out)) << subject.what << ": " << out;
    }
  }
}

TEST(EveryFormat, FitsTheSmallestDatagramThatReceiversMustTake) {
  for (const Subject& subject : test::subjects()) {
    EXPECT_LE(subject.format().least_budget(), 480U) << subject.what;
  }
}

TEST(EveryFormat, SaysNoRatherThanCutWhereNothingMoreCanGo) {
  for (const Subject& subject : test::subjects()) {
    std::string out = "left over";
    EXPECT_FALSE(subject.format().write(test::full_alert(), 7, 60, out)) << subject.what;
    EXPECT_EQ(out, "");
  }
}

TEST(EveryFormat, TellsAnAlertOfTheSensorWithoutADevice) {
  for (const Subject& subject : test::subjects()) {
    const auto fields = subject.read(written(subject, test::heartbeat_alert()));
    ASSERT_TRUE(fields) << subject.what;
    EXPECT_EQ(fields->count(subject.device_name), 0U) << subject.what;
    EXPECT_EQ(fields->count(subject.name), 0U) << subject.what;
  }
}

TEST(EveryFormat, IsAFunctionOfTheAlertAlone) {
  for (const Subject& subject : test::subjects()) {
    EXPECT_EQ(written(subject, test::full_alert()), written(subject, test::full_alert()));
  }
}

TEST(EveryFormat, NumbersTheSinksMessagesWhereAsked) {
  for (const Subject& subject : test::subjects()) {
    std::string with;
    std::string without;
    ASSERT_TRUE(subject.format().write(test::full_alert(), 7, kAmple, with));
    ASSERT_TRUE(subject.format().write(test::full_alert(), 0, kAmple, without));
    EXPECT_LT(without.size(), with.size()) << subject.what;
    EXPECT_TRUE(subject.read(without)) << subject.what;
  }
}

}  // namespace
}  // namespace cutoffd::alerts::format_test
