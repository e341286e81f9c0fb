// The shipped data: it loads, it says what the law says, and no fact of the research is missing.
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.h"
#include "config/mark_kinds.h"
#include "rules/ruleset.h"
#include "test_files.h"
#include "tests/support/places.h"

namespace cutoffd::config::shipped_test {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const std::filesystem::path kData = test::source_folder() / "config";

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> texts(const Result<Settings, std::vector<ConfigError>>& result) {
  std::vector<std::string> all;
  if (!result.ok()) {
    for (const ConfigError& error : result.error()) all.push_back(text(error));
  }
  return all;
}

Settings shipped() {
  auto loaded = load({std::nullopt, {kData}, {}});
  EXPECT_THAT(texts(loaded), IsEmpty());
  return loaded.ok() ? std::move(loaded).value() : Settings{};
}

// The service that the shipped lists give a name, or "".
std::string service_of(const rules::RuleSet& rules, std::string_view name) {
  std::array<rules::Match, 1> out;
  return rules.match(name, out) == 0 ? "" : out[0].entry->service;
}

rules::RuleSet shipped_rules() {
  Settings settings = shipped();
  return {settings.watchlists, settings.determinations, settings.rules};
}

TEST(Shipped, OnlyTheUnitedStatesDeterminationIsEnforced) {
  const Settings settings = shipped();
  ASSERT_EQ(settings.determinations.size(), 1U);
  EXPECT_EQ(settings.determinations[0].id, "us-icts-2021-002");
  ASSERT_EQ(settings.watchlists.size(), 1U);
  EXPECT_EQ(settings.watchlists[0].id, "kaspersky");
  ASSERT_EQ(settings.rules.size(), 1U);
}

TEST(Shipped, CutoffsAreTheInstantsOfTheOrder) {
  const rules::RuleSet rules = shipped_rules();
  const Instant september = *parse_rfc3339("2024-09-29T04:00:00Z");
  std::vector<std::string> prohibited;
  for (const char* service :
       {"update", "download", "telemetry", "activation", "console", "consumer", "white-label"}) {
    const auto found = rules.prohibitions("kaspersky", service);
    ASSERT_EQ(found.size(), 1U) << service;
    EXPECT_EQ(found[0].activity->from, september) << service;
    EXPECT_FALSE(rules.exempt("kaspersky", service)) << service;
  }
  const auto& activities = rules.determinations()[0].activities;
  EXPECT_EQ(activities[0].from, *parse_rfc3339("2024-07-20T04:00:00Z"));
  EXPECT_THAT(activities[0].services, IsEmpty());
  for (const char* service : {"threat-intelligence", "training", "information"}) {
    EXPECT_TRUE(rules.exempt("kaspersky", service)) << service;
    EXPECT_THAT(rules.prohibitions("kaspersky", service), IsEmpty()) << service;
  }
  for (const char* service : {"account", "unclassified"}) {  // recorded, neither told nor exempt
    EXPECT_FALSE(rules.exempt("kaspersky", service)) << service;
    EXPECT_THAT(rules.prohibitions("kaspersky", service), IsEmpty()) << service;
  }
}

TEST(Shipped, LoudnessIsTheTableOfServices) {
  const rules::Rule rule = shipped().rules.at(0);
  const auto loud = [&rule](const char* service, Evidence step) {
    return rules::severity_of(rule, service, false, step);
  };
  for (const char* service :
       {"update", "telemetry", "console", "white-label", "download", "activation", "consumer"}) {
    for (const Evidence step : {Evidence::asked, Evidence::resolved, Evidence::contacted}) {
      EXPECT_EQ(loud(service, step), Severity::notice) << service;
    }
  }
  for (const char* service : {"update", "telemetry", "console", "white-label"}) {
    EXPECT_EQ(loud(service, Evidence::answered), Severity::warning) << service;
  }
  for (const char* service : {"download", "activation", "consumer"}) {
    EXPECT_EQ(loud(service, Evidence::answered), Severity::notice) << service;
    EXPECT_EQ(loud(service, Evidence::transferred), Severity::warning) << service;
  }
  EXPECT_EQ(loud("update", Evidence::transferred), Severity::err);
  EXPECT_EQ(loud("telemetry", Evidence::transferred), Severity::err);
  EXPECT_EQ(loud("console", Evidence::transferred), Severity::warning);
}

TEST(Shipped, NamesFindTheirService) {
  const rules::RuleSet rules = shipped_rules();
  const std::vector<std::pair<const char*, const char*>> known{
      {"s00.upd.kaspersky.com", "update"},
      {"s19.upd.kaspersky.com", "update"},
      {"s20.upd.kaspersky.com", "update"},  // the catch-all
      {"dnl-3.geo.kaspersky.com", "update"},
      {"ftp.downloads2.kaspersky-labs.com", "update"},
      {"activation-v2.geo.kaspersky.com", "activation"},
      {"ksn-file-geo.kaspersky-labs.com", "telemetry"},
      {"ksn-new-geo.kaspersky-labs.com", "telemetry"},
      {"x.ksc.kaspersky.com", "console"},
      {"s405.cloud.kaspersky.com", "console"},
      {"67.ucp-ntfy.kaspersky-labs.com", "account"},
      {"opentip.kaspersky.com", "threat-intelligence"},
      {"academy.kaspersky.com", "training"},
      {"www.kaspersky.com", "information"},
      {"www.securelist.com", "information"},
      {"kav8.zonealarm.com", "white-label"},
      {"never-heard-of.kaspersky.com", "unclassified"},
      {"kaspersky-labs.com", "unclassified"},
      {"zonealarm.com", ""},
      {"checkpoint.com", ""},
      {"badkaspersky.com", ""},
      {"kaspersky.com.evil.org", ""},
      {"kaspersky.co", ""},
      {"com", ""}};
  for (const auto& [name, service] : known) EXPECT_EQ(service_of(rules, name), service) << name;
}

TEST(Shipped, LookAlikesNeverMatch) {
  const rules::RuleSet rules = shipped_rules();
  std::size_t names = 0;
  for (const std::string& line :
       lines_of(content(test::source_folder() / "tests/golden/lookalikes.txt"))) {
    if (line.empty() || line.front() == '#') continue;
    ++names;
    for (const std::string& name : {line, "www." + line, "s01.upd." + line, line + ".example"}) {
      EXPECT_EQ(service_of(rules, name), "") << name;
      EXPECT_FALSE(rules.of_interest(name)) << name;
    }
  }
  EXPECT_GE(names, 11U);
}

TEST(Shipped, EveryEntryOfEveryListSaysWhereItIsFrom) {
  for (const auto& file : std::filesystem::directory_iterator(kData / "watchlists")) {
    TestFiles files;
    const std::string id = file.path().stem().string();
    const auto loaded = load(
        {files.write("c.yaml", "determinations: []\nwatchlists: [" + id + "]\n"), {kData}, {}});
    ASSERT_THAT(texts(loaded), IsEmpty()) << id;
    const rules::Watchlist& list = loaded->watchlists.at(0);
    EXPECT_FALSE(list.entries.empty()) << id;
    for (const rules::WatchEntry& entry : list.entries) {
      EXPECT_FALSE(entry.about().source.empty()) << id << ": " << text_of(entry.mark);
      const bool remembered = entry.about().source.find("emembered") != std::string::npos;
      EXPECT_EQ(entry.about().retrieved.empty(), remembered) << id << ": " << text_of(entry.mark);
    }
  }
}

TEST(Shipped, EveryDeterminationLoadsWithItsVendorsList) {
  for (const auto& file : std::filesystem::directory_iterator(kData / "determinations")) {
    TestFiles files;
    const std::string id = file.path().stem().string();
    const auto loaded =
        load({files.write("c.yaml", "determinations: [" + id + "]\n"), {kData}, {}});
    ASSERT_THAT(texts(loaded), IsEmpty()) << id;
    const rules::Determination& determination = loaded->determinations.at(0);
    EXPECT_FALSE(determination.sources.empty()) << id;
    EXPECT_FALSE(determination.activities.empty()) << id;
    EXPECT_FALSE(loaded->watchlists.empty()) << id;
  }
}

TEST(Shipped, SeveralDeterminationsAtOnceKeepTheirOwnDates) {
  TestFiles files;
  const auto loaded = load({files.write("c.yaml",
                                        "determinations: [us-icts-2021-002, us-bod-17-01, "
                                        "ca-gov-mobile-2023, au-pspf-002-2025]\n"),
                            {kData},
                            {}});
  ASSERT_THAT(texts(loaded), IsEmpty());
  const rules::RuleSet rules(loaded->watchlists, loaded->determinations, loaded->rules);
  std::map<std::string, Instant> since;
  for (const auto& p : rules.prohibitions("kaspersky", "update")) {
    since[p.determination->id] = p.activity->from;
  }
  EXPECT_EQ(since["us-icts-2021-002"], *parse_rfc3339("2024-09-29T04:00:00Z"));
  EXPECT_EQ(since["us-bod-17-01"], *parse_rfc3339("2017-12-12T05:00:00Z"));
  EXPECT_EQ(since["ca-gov-mobile-2023"], *parse_rfc3339("2023-10-30T04:00:00Z"));
  EXPECT_EQ(since["au-pspf-002-2025"], *parse_rfc3339("2025-03-31T13:00:00Z"));
}

TEST(Shipped, ConfigurationFileSaysNothingButTheDefaults) {
  const auto loaded = load({kData / "cutoffd.yaml", {kData}, {}});
  ASSERT_THAT(texts(loaded), IsEmpty());
  EXPECT_EQ(effective_settings(*loaded), effective_settings(shipped()));
}

// A line "#key: …" becomes a setting; "# prose" stays a comment.
TEST(Shipped, ExamplesInTheConfigurationFileAreValid) {
  std::string uncommented;
  for (const std::string& line : lines_of(content(kData / "cutoffd.yaml"))) {
    const bool setting = line.size() > 1 && line[0] == '#' &&
                         (line.starts_with("#  ") || (line[1] >= 'a' && line[1] <= 'z'));
    uncommented += (setting ? line.substr(1) : line) + "\n";
  }
  TestFiles files;
  const auto loaded = load({files.write("cutoffd.yaml", uncommented), {kData}, {}});
  ASSERT_THAT(texts(loaded), IsEmpty()) << uncommented;
  EXPECT_EQ(loaded->interfaces.size(), 2U);
  EXPECT_EQ(loaded->sinks.size(), 3U);
  EXPECT_EQ(loaded->rules.size(), 1U);
}

// ---- The research, row by row.

struct Row {
  std::string pattern, match, category, protocol, function, products, sources, confidence,
      retrieved;
};

std::vector<Row> research() {
  std::vector<Row> rows;
  std::ifstream file(kData / "../../shared/research/endpoints.tsv");
  std::string line;
  std::getline(file, line);  // the heading
  while (std::getline(file, line)) {
    std::istringstream in(line);
    Row r;
    for (std::string* field : {&r.pattern, &r.match, &r.category, &r.protocol, &r.function,
                               &r.products, &r.sources, &r.confidence, &r.retrieved}) {
      std::getline(in, *field, '\t');
    }
    rows.push_back(r);
  }
  return rows;
}

// The entry that the row should have become; "" where it cannot be a mark.
std::string expected_mark(const Row& row) {
  const bool numbered = row.pattern.find('[') != std::string::npos;
  if (row.match == "exact" || row.match == "suffix") return row.match + ": " + row.pattern;
  if (row.match == "glob") return (numbered ? "family: " : "glob: ") + row.pattern;
  if (row.match == "cidr") return "address: " + row.pattern;
  if (row.match == "ip") return "address: " + row.pattern + "/32";
  if (row.match == "dns-resolver") return "resolver: " + row.pattern;
  if (row.match == "uri") return "path: " + row.pattern;
  if (row.match == "ja3") return "ja3: " + row.pattern;
  if (row.match == "port") {
    return "port: " + row.pattern.substr(5) + (row.protocol.starts_with("UDP") ? "/udp" : "/tcp");
  }
  if (row.match == "tls-cert") {
    const auto begin = row.pattern.find("CN=") + 3;
    return "issuer: " + row.pattern.substr(begin, row.pattern.find(',') - begin);
  }
  if (row.match == "tls-hello") {
    std::string bytes = row.pattern;
    for (char& c : bytes) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return "first_bytes: " + bytes;
  }
  return "";
}

const std::map<std::string, std::string> kServices{{"update", "update"},
                                                   {"installer", "download"},
                                                   {"ksn", "telemetry"},
                                                   {"statistics", "telemetry"},
                                                   {"activation", "activation"},
                                                   {"cloud-console", "console"},
                                                   {"consumer-service", "consumer"},
                                                   {"account", "account"},
                                                   {"whitelabel", "white-label"},
                                                   {"exempt-threat-intel", "threat-intelligence"},
                                                   {"exempt-training", "training"},
                                                   {"informational", "information"},
                                                   {"unknown", "unclassified"}};

TEST(Shipped, EveryRowOfTheResearchIsAnEntry) {
  const std::vector<Row> rows = research();
  if (rows.empty()) GTEST_SKIP() << "the research's table of endpoints is not here";
  std::map<std::string, const rules::WatchEntry*> entries;
  const Settings settings = shipped();
  for (const rules::WatchEntry& entry : settings.watchlists.at(0).entries) {
    entries[text_of(entry.mark)] = &entry;
  }
  const std::string file = content(kData / "watchlists/kaspersky.yaml");
  const std::vector<std::string> lookalikes =
      lines_of(content(test::source_folder() / "tests/golden/lookalikes.txt"));
  std::size_t represented = 0;
  for (const Row& row : rows) {
    if (row.match == "lookalike") {
      EXPECT_THAT(lookalikes, Contains(row.pattern));
      continue;
    }
    const std::string mark = expected_mark(row);
    if (mark.empty()) {  // a remark
      const std::string subject =
          row.match == "user-agent" ? "User-Agent" : row.pattern.substr(0, 9);
      EXPECT_NE(file.find("subject: " + subject), std::string::npos) << row.pattern;
      continue;
    }
    ASSERT_EQ(entries.count(mark), 1U) << mark;
    const rules::WatchEntry& entry = *entries[mark];
    EXPECT_EQ(entry.service, kServices.at(row.category)) << mark;
    EXPECT_EQ(name_of(entry.confidence), row.confidence) << mark;
    EXPECT_EQ(entry.about().retrieved, row.retrieved) << mark;
    // Scripts that a product writes into pages: any browser asks for them.
    const bool injected = mark.find("scr.kaspersky-labs.com") != std::string::npos;
    EXPECT_EQ(entry.quiet, row.category == "statistics" || injected) << mark;
    EXPECT_FALSE(entry.about().note.empty()) << mark;
    // Every address among the row's sources is one of the entry's.
    std::istringstream sources(row.sources);
    for (std::string word; sources >> word;) {
      if (!word.starts_with("http")) continue;
      EXPECT_NE(entry.about().source.find(word), std::string::npos) << mark << ": " << word;
    }
    ++represented;
  }
  EXPECT_EQ(represented, settings.watchlists.at(0).entries.size()) << "and nothing else";
}

}  // namespace
}  // namespace cutoffd::config::shipped_test
