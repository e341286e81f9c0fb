// What `cutoffd explain` answers: for a name by the configuration, for devices and incidents by the
// ledger too.
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/explain_ledger.h"
#include "daemon/explain_rules.h"
#include "tests/support/json_reader.h"
#include "tests/unit/rules/scene.h"

namespace cutoffd::explain_test {
namespace {

using namespace rules::stage;
using test::Json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// The rule set of the stage, as if it had been loaded from files.
class Explain : public testing::Test {
 protected:
  Explain() {
    auto lists = rules::stage::lists();
    lists[0].entries[0].line = 17;
    lists[0].entries[0].said = std::make_shared<const rules::EntryAbout>(
        rules::EntryAbout{"https://acme.example/handbook", "", "", ""});
    settings_.watchlists = std::move(lists);
    settings_.determinations = {rules::stage::determination("order", "acme", kCutoff)};
    settings_.determinations[0].title = "The order";
    settings_.determinations[0].citation = "1 FR 1";
    settings_.rules = {rules::stage::rule("acme-order", "order")};
    settings_.files = {{"acme", "/etc/lists/acme.yaml"}, {"other", "/etc/lists/other.yaml"}};
    made_ = std::make_shared<const rules::RuleSet>(settings_.watchlists, settings_.determinations,
                                                   settings_.rules);
  }

  InForce in_force() { return {settings_.files, *made_}; }
  static Json json(const Outline& outline) {
    std::string line;
    outline.append_json(line);
    auto read = test::read_json(line);
    EXPECT_TRUE(read.has_value()) << line;
    return read.value_or(Json{});
  }
  Json name(std::string_view text) { return json(explain_name(in_force(), domain(text))); }
  Json meaning(std::string_view text) { return name(text).at("means").array().at(0); }
  static std::string text(const Outline& outline) {
    std::string out;
    outline.append_text(out);
    return out;
  }

  config::Settings settings_;
  std::shared_ptr<const rules::RuleSet> made_;
};

TEST_F(Explain, ANameThatIsProhibitedBearsItsEntryItsSourceAndItsRule) {
  const Json means = meaning(kUpdate);
  EXPECT_EQ(means.at("verdict").text(), "prohibited");
  EXPECT_EQ(means.at("service").text(), "update");
  const Json rule = means.at("rules").array().at(0);
  EXPECT_EQ(rule.at("rule").text(), "acme-order");
  EXPECT_EQ(rule.at("citation").text(), "1 FR 1");
  EXPECT_EQ(rule.at("since").text(), "2024-09-29T04:00:00Z");
  EXPECT_EQ(rule.at("severity").at("transferred").text(), "err");
  const Json entry = name(kUpdate).at("entries").array().at(0);
  EXPECT_EQ(entry.at("file").text(), "/etc/lists/acme.yaml:17");
  EXPECT_EQ(entry.at("entry").text(), "s[00-19].upd.acme.example");
  EXPECT_EQ(entry.at("source").text(), "https://acme.example/handbook");
  EXPECT_EQ(entry.at("confidence").text(), "documented");
}

TEST_F(Explain, EveryKindOfNameHasItsVerdictAndWhatWouldChangeIt) {
  EXPECT_EQ(meaning(kNews).at("verdict").text(), "exempt");
  EXPECT_EQ(meaning(kAccount).at("verdict").text(), "recorded");
  EXPECT_EQ(meaning(kUnknown).at("verdict").text(), "unclassified");
  EXPECT_EQ(meaning(kGuess).at("verdict").text(), "corroborates");
  EXPECT_EQ(name("www.example.org").at("verdict").text(), "not watched");
  EXPECT_EQ(name(kTelemetry).at("means").array().size(), 2U);  // two vendors know it
  for (const char* one : {kUpdate, kNews, kAccount, kUnknown, kGuess}) {
    EXPECT_FALSE(meaning(one).at("would_change").array().empty()) << one;
  }
  EXPECT_FALSE(name("www.example.org").at("would_change").array().empty());
}

TEST_F(Explain, AnIncidentShowsEveryProof) {
  rules::stage::Court court(made_);
  Sighting asked = question(kDesk, kUpdate, after(10));
  asked.frame = 7;
  court.hear(asked, hello(kDesk, kUpdate, after(11)));
  const std::string id = court.finish().at(0).incident;
  const auto found = explain_incidents(in_force(), court.ledger(), id);
  ASSERT_THAT(found, SizeIs(1));
  const Json incident = json(found[0]);
  EXPECT_EQ(incident.at("determination").text(), "order");
  EXPECT_EQ(incident.at("title").text(), "The order, 1 FR 1");
  const auto& proofs = incident.at("proofs").array();
  ASSERT_EQ(proofs.size(), 2U);
  EXPECT_EQ(proofs[0].at("evidence").text(), "asked");
  EXPECT_EQ(proofs[0].at("time").text(), "2024-09-29T04:00:10.000Z");
  EXPECT_EQ(proofs[1].at("server").text(), "203.0.113.7:443");
  EXPECT_EQ(proofs[1].at("name").text(), kUpdate);
  EXPECT_THAT(text(found[0]), HasSubstr("frame: 7\n"));
  EXPECT_THAT(explain_incidents(in_force(), court.ledger(), "0000000000000000"), IsEmpty());
}

TEST_F(Explain, ADeviceIsFoundByWhateverItIsCalledAndEachStateHasItsReason) {
  rules::stage::Court court(made_);
  court.hear(
      binding("10.0.0.20", "02:00:00:00:00:20", after(-50), Binding::Source::dhcp4, "Desk-17"),
      question(kDesk, kTelemetry, after(-9)), question(kDesk, kNews, after(5)),
      question(kDesk, kUpdate, after(10)));
  court.finish();
  for (const char* what : {"10.0.0.20", "02:00:00:00:00:20", "mac:02:00:00:00:00:20", "desk-17"}) {
    const auto found = explain_devices(in_force(), court.ledger(), what);
    ASSERT_THAT(found, SizeIs(1)) << what;
    const Json device = json(found[0]);
    for (const Json& service : device.at("services").array()) {
      EXPECT_FALSE(service.at("why").text().empty());
      EXPECT_FALSE(service.at("names").array().empty());
      EXPECT_FALSE(service.at("would_change").array().empty());
    }
  }
  EXPECT_THAT(explain_devices(in_force(), court.ledger(), "10.0.0.99"), IsEmpty());
  const auto who = who_named(court.ledger(), kUpdate, 5);
  ASSERT_THAT(who, SizeIs(1));
  EXPECT_EQ(json(who[0]).at("device").text(), "mac:02:00:00:00:00:20");
}

TEST_F(Explain, TextIsIndentedAndMakesTheWireHarmless) {
  Outline below;
  below.add("inner_key", "a\nb\x1b[2J").add("count", std::uint64_t{3});
  Outline whole;
  whole.add("first", "one").add("left_out", "").add("truth", true);
  whole.add("list", std::vector<std::string>{"x", "y"});
  whole.add("objects", std::vector<Outline>{below, below});
  EXPECT_EQ(text(whole),
            "first: one\n"
            "truth: yes\n"
            "list:\n"
            "  - x\n"
            "  - y\n"
            "objects:\n"
            "  - inner key: a\xef\xbf\xbd"
            "b\xef\xbf\xbd[2J\n"
            "    count: 3\n"
            "  - inner key: a\xef\xbf\xbd"
            "b\xef\xbf\xbd[2J\n"
            "    count: 3\n");
}

}  // namespace
}  // namespace cutoffd::explain_test
