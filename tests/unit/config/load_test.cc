#include "config/load.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_files.h"

namespace cutoffd::config::load_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Load, NoFileAtAllTakesTheEnabledDeterminationAndItsVendorsList) {
  TestFiles files;
  files.write_vendor();
  files.write("watchlists/other.yaml",
              "vendor: other\ntitle: Other\ndate: 2026-01-01\nentries: []\n");
  files.write("determinations/sleeping.yaml",
              "title: S\nauthority: S\nvendor: other\nactivities: []\n");
  const auto loaded = files.load_without_file();
  ASSERT_THAT(files.texts(loaded), IsEmpty());
  ASSERT_EQ(loaded->determinations.size(), 1U);
  EXPECT_EQ(loaded->determinations[0].id, "order");
  ASSERT_EQ(loaded->watchlists.size(), 1U);
  EXPECT_EQ(loaded->watchlists[0].id, "acme");
  ASSERT_EQ(loaded->rules.size(), 1U);
  EXPECT_EQ(loaded->rules[0].name, "order");
  EXPECT_EQ(loaded->rules[0].determination, "order");
  EXPECT_EQ(loaded->state, "/var/lib/cutoffd");
  EXPECT_EQ(loaded->judge.internal.size(), 6U);
  EXPECT_EQ(loaded->sinks.size(), 1U);
  EXPECT_TRUE(loaded->origins.empty());
}

TEST(Load, EmptyFileIsLikeNone) {
  TestFiles files;
  files.write_vendor();
  EXPECT_THAT(files.mistakes(""), IsEmpty());
  EXPECT_THAT(files.mistakes("# only a comment\n"), IsEmpty());
}

TEST(Load, EveryKeyReachesItsSetting) {
  TestFiles files;
  files.write_vendor();
  const auto loaded = files.load_file(R"(
sensor: north
state: /srv/ledger
interfaces:
  - eth1
  - {name: eth2, ring: 256MiB, snap_length: 64KiB, promiscuous: false, wait: 20ms}
networks: {internal: [192.0.2.0/24, "2001:db8::/32"], forwarders: [192.0.2.53]}
watchlists: [acme]
determinations: [order]
settle: 3s
transferred_above: 1KiB
tell_unclassified: false
limits: {devices: 10, contacts: 20, names: 30, bindings: 40, watched_flows: 50}
track: {flows: 2048, hello_octets: 1MiB, hello_octets_per_flow: 64KiB, fragment_octets: 128KiB,
        hello_timeout: 5s, fragment_timeout: 6s, flow_idle: 7s, copy_window: 8ms}
coverage: {drops: 1%, one_way_flows: 2%, unnamed_flows: 3%, cut_packets: 4%, gap: 9m, watchlist_age: 2w}
log: {level: debug}
rules:
  - {name: r, determination: order, services: [update], minimum: answered}
sinks:
  - {name: s, type: udp, host: collector.example, port: 5140, format: rfc5424, facility: local5,
     filter: {minimum_severity: warning, rules: [r], events: [opened]}}
)");
  ASSERT_THAT(files.texts(loaded), IsEmpty());
  EXPECT_EQ(loaded->judge.sensor, "north");
  EXPECT_EQ(loaded->state, "/srv/ledger");
  ASSERT_EQ(loaded->interfaces.size(), 2U);
  EXPECT_EQ(loaded->interfaces[0].interface, "eth1");
  EXPECT_EQ(loaded->interfaces[1].ring_octets, std::size_t{256} << 20);
  EXPECT_EQ(loaded->interfaces[1].snap_length, 65'536U);
  EXPECT_FALSE(loaded->interfaces[1].promiscuous);
  EXPECT_EQ(loaded->interfaces[1].wait, std::chrono::milliseconds(20));
  EXPECT_EQ(loaded->judge.internal.size(), 2U);
  EXPECT_EQ(loaded->judge.forwarders.size(), 1U);
  EXPECT_EQ(loaded->judge.settle, std::chrono::seconds(3));
  EXPECT_EQ(loaded->judge.transferred_above, 1024U);
  EXPECT_FALSE(loaded->judge.tell_unclassified);
  EXPECT_EQ(loaded->judge.max_devices, 10U);
  EXPECT_EQ(loaded->judge.max_flows, 50U);
  EXPECT_EQ(loaded->track.flows, 2048U);
  EXPECT_EQ(loaded->track.copy_window, std::chrono::milliseconds(8));
  EXPECT_DOUBLE_EQ(loaded->coverage.unnamed_flows, 0.03);
  EXPECT_EQ(loaded->coverage.watchlist_age_days, 14);
  EXPECT_EQ(loaded->log_level, LogLevel::debug);
  ASSERT_EQ(loaded->rules.size(), 1U);
  EXPECT_EQ(loaded->rules[0].minimum, Evidence::answered);
  ASSERT_EQ(loaded->sinks.size(), 1U);
  EXPECT_EQ(loaded->sinks[0].facility, 21U);
  EXPECT_EQ(loaded->sinks[0].filter.rules, std::vector<std::string>{"r"});
}

TEST(Load, APresetSetsItsKeysAndWhatIsWrittenBesideItChangesThemWhateverTheOrder) {
  TestFiles files;
  files.write_vendor();
  const auto loaded = files.load_file(R"(
sinks:
  - {name: one, type: tls, host: collector.example, preset: graylog}
  - {name: two, preset: wazuh4, host: 192.0.2.7, port: 1514}
)");
  ASSERT_THAT(files.texts(loaded), IsEmpty());
  ASSERT_EQ(loaded->sinks.size(), 2U);
  EXPECT_EQ(loaded->sinks[0].preset, "graylog");
  EXPECT_EQ(loaded->sinks[0].type, alerts::SinkType::tls);
  EXPECT_EQ(loaded->sinks[0].format, alerts::FormatKind::rfc5424);
  EXPECT_EQ(loaded->sinks[0].framing, alerts::Framing::octet_counting);
  EXPECT_EQ(loaded->sinks[1].type, alerts::SinkType::tcp);
  EXPECT_EQ(loaded->sinks[1].format, alerts::FormatKind::eve);
  EXPECT_EQ(loaded->sinks[1].header, alerts::HeaderKind::rfc3164);
  EXPECT_EQ(loaded->sinks[1].port, 1514U);
}

TEST(Load, ASinkNeedsATypeOrAPresetThatExists) {
  TestFiles files;
  files.write_vendor();
  EXPECT_THAT(files.mistakes("sinks: [{name: s, host: a.example}]\n"),
              ElementsAre(HasSubstr("no 'type' or 'preset'")));
  EXPECT_THAT(files.mistakes("sinks: [{name: s, host: a.example, preset: wazuh}]\n"),
              Contains(HasSubstr("did you mean 'wazuh4'?")));
}

TEST(Load, AnExemptionNamesADeviceOrTagOfTheInventory) {
  TestFiles files;
  files.write_vendor();
  const std::string end = ", owner: it, reason: moving, until: 2027-01-31T00:00:00Z}]\n";
  const std::string inventory =
      "inventory: [{mac: '02:00:00:00:00:17', name: desk-17, tags: [lab]}]\n";
  EXPECT_THAT(files.mistakes(inventory + "exemptions: [{device: desk-17, tag: lab" + end),
              IsEmpty());
  EXPECT_THAT(files.mistakes(inventory + "exemptions: [{device: 10.0.0.0/8" + end), IsEmpty());
  EXPECT_THAT(files.mistakes(inventory + "exemptions: [{device: desk-18" + end),
              ElementsAre(HasSubstr("desk-18")));
  EXPECT_THAT(files.mistakes(inventory + "exemptions: [{tag: lob" + end),
              ElementsAre(HasSubstr("a tag of the inventory")));
}

TEST(Load, EveryMistakeIsToldInOrderWithItsPlace) {
  TestFiles files;
  files.write_vendor();
  EXPECT_THAT(
      files.mistakes("settle: 10\n"
                     "intefaces: [eth1]\n"
                     "networks:\n"
                     "  internal: [10.0.0.0/8, 10.0.0.0.0]\n"
                     "transferred_above: 4096\n"
                     "coverage: {drops: 0.1}\n"
                     "log: {level: verbose}\n"
                     "state:\n"),
      ElementsAre(
          "cutoffd.yaml:1:9: settle: found '10', expected a duration with a unit, such as 10s, "
          "250ms or 1h30m",
          "cutoffd.yaml:2:1: found 'intefaces', expected a key of a configuration; did you mean "
          "'interfaces'?",
          "cutoffd.yaml:4:26: networks.internal[1]: found '10.0.0.0.0', expected a network such as "
          "10.0.0.0/8 or fd00::/8, or an address",
          HasSubstr("cutoffd.yaml:5:20: transferred_above: found '4096', expected a size with a "
                    "unit, such as 512B, 64KiB or 8MiB"),
          "cutoffd.yaml:6:19: coverage.drops: found '0.1', expected a share with a percent sign, "
          "such as 0.1% or 5%",
          "cutoffd.yaml:7:14: log.level: found 'verbose', expected one of debug, info, warning, "
          "error, off",
          HasSubstr("state: found nothing, expected a path")));
}

TEST(Load, MistakesInSeveralFilesAreToldTogether) {
  TestFiles files;
  files.write_vendor();
  files.write("watchlists/acme.yaml",
              "vendor: acme\ntitle: Acme\ndate: 2026-01-01\nentries:\n"
              "  - {exact: \"bad..name\", service: update}\n"
              "  - {exact: x.example, service: update}\n"
              "  - {exact: X.example, service: update}\n");
  files.write("determinations/order.yaml",
              "title: Order\nauthority: Court\nvendor: acme\nenabled: true\n"
              "activities: [{id: a, title: A, from: 2024-09-29, services: [updates]}]\n");
  EXPECT_THAT(
      files.mistakes("settle: soon\n"),
      ElementsAre(
          HasSubstr("cutoffd.yaml:1:9: settle: found 'soon'"),
          "determinations/order.yaml:5:38: activities[0].from: found '2024-09-29', expected an "
          "instant with a zone, such as 2024-09-29T00:00:00-04:00 (a date alone does not say when)",
          "determinations/order.yaml:5:61: activities[0].services[0]: found 'updates', expected a "
          "service of the vendor's watchlist: update; did you mean 'update'?",
          HasSubstr("watchlists/acme.yaml:5:13: entries[0].exact: found 'bad..name', expected a "
                    "domain name"),
          "watchlists/acme.yaml:7:5: entries[2]: found 'exact: x.example', expected each mark "
          "once; "
          "it stands in line 6 too"));
}

TEST(Load, UnreadableFileIsToldApart) {
  TestFiles files;
  const auto missing = load({files.directory() / "absent.yaml", {files.directory()}, {}});
  ASSERT_FALSE(missing.ok());
  EXPECT_TRUE(missing.error().front().unreadable);
  EXPECT_THAT(
      text(missing.error().front()),
      HasSubstr("absent.yaml: found No such file or directory, expected a file that can be"));
  const auto directory = load({files.directory(), {files.directory()}, {}});
  ASSERT_FALSE(directory.ok());
  EXPECT_TRUE(directory.error().front().unreadable);
}

TEST(Load, BrokenYamlStopsItsFileOnly) {
  TestFiles files;
  files.write_vendor();
  const auto mistakes = files.mistakes("settle: [\n");
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_THAT(mistakes[0], HasSubstr("valid YAML"));
}

TEST(Load, NothingToEnforceIsAMistake) {
  TestFiles files;
  EXPECT_THAT(
      files.mistakes(""),
      ElementsAre(HasSubstr("found no determination that is enabled, expected at least one")));
  EXPECT_THAT(files.mistakes("determinations: []\n"), IsEmpty());  // said so: record only
}

TEST(Load, IdsAreLookedUpInOrderOfDirectories) {
  TestFiles files;
  files.write_vendor();
  files.write("local/determinations/order.yaml",
              "title: Local order\nauthority: Us\nvendor: acme\nenabled: true\nactivities: []\n");
  const auto loaded = load({std::nullopt, {files.directory() / "local", files.directory()}, {}});
  ASSERT_THAT(files.texts(loaded), IsEmpty());
  EXPECT_EQ(loaded->determinations[0].title, "Local order");
}

TEST(Load, PathIsMeantFromTheFileThatNamesIt) {
  TestFiles files;
  files.write_vendor();
  files.write("lists/own.yaml",
              "vendor: acme\ntitle: A\ndate: 2026-01-01\nentries: [{exact: "
              "a.example, service: update}, {exact: b.example, service: "
              "training}]\n");
  const auto loaded = files.load_file("watchlists: [lists/own.yaml]\n");
  ASSERT_THAT(files.texts(loaded), IsEmpty());
  EXPECT_EQ(loaded->watchlists[0].id, "own");
}

TEST(Load, UnknownIdIsToldWithASuggestion) {
  TestFiles files;
  files.write_vendor();
  EXPECT_THAT(
      files.mistakes("determinations: [ordre, order, order]\n"),
      ElementsAre("cutoffd.yaml:1:18: determinations[0]: found 'ordre', expected the id of a "
                  "file in determinations; did you mean 'order'?",
                  "cutoffd.yaml:1:32: determinations[2]: found 'order', expected each id "
                  "once"));
}

TEST(Load, RuleKeepsWhatItsDeterminationSuggests) {
  TestFiles files;
  files.write_vendor();
  files.write(
      "determinations/order.yaml",
      "title: Order\nauthority: Court\nvendor: acme\nenabled: true\n"
      "activities: [{id: a, title: A, from: \"2024-09-29T00:00:00Z\", services: [update]}]\n"
      "default_rule: {minimum: resolved, quiet: [telemetry],\n"
      "  severity: {answered: err, transferred: crit},\n"
      "  service_severity: {update: {transferred: alert}}}\n");
  const auto loaded = files.load_file(
      "rules:\n  - {name: mine, determination: order, severity: {answered: info}}\n");
  ASSERT_THAT(files.texts(loaded), IsEmpty());
  const rules::Rule& rule = loaded->rules.at(0);
  EXPECT_EQ(rule.minimum, Evidence::resolved);
  EXPECT_EQ(rule.quiet_services, std::vector<std::string>{"telemetry"});
  EXPECT_EQ(rule.severity.at(Evidence::answered), Severity::info);
  EXPECT_EQ(rule.severity.at(Evidence::transferred), Severity::crit);
  EXPECT_EQ(rule.service_severity.at("update").at(Evidence::transferred), Severity::alert);
}

TEST(Load, RulesThatNameTheUnknownAreRefused) {
  TestFiles files;
  files.write_vendor();
  EXPECT_THAT(
      files.mistakes(
          "rules:\n"
          "  - {name: a, determination: oder}\n"
          "  - {name: b, determination: order, services: [updat, telemetry]}\n"
          "  - {name: b, determination: order, quiet: [trainin]}\n"
          "  - {determination: order}\n"
          "  - {name: d, determination: order, severity: {asekd: notice, asked: loud}}\n"),
      ElementsAre(
          "cutoffd.yaml:2:30: rules[0].determination: found 'oder', expected a determination that "
          "is enforced: order; did you mean 'order'?",
          "cutoffd.yaml:3:48: rules[1].services[0]: found 'updat', expected a service that order "
          "prohibits: update; did you mean 'update'?",
          HasSubstr("cutoffd.yaml:3:55: rules[1].services[1]: found 'telemetry'"),
          "cutoffd.yaml:4:5: rules[2]: found 'b', expected each name once",
          HasSubstr("cutoffd.yaml:4:45: rules[2].quiet[0]: found 'trainin', expected a service of "
                    "the vendor's watchlist"),
          HasSubstr("cutoffd.yaml:5:5: rules[3]: found no 'name', expected it"),
          HasSubstr("cutoffd.yaml:6:48: rules[4].severity.asekd: found 'asekd', expected one of "
                    "asked, resolved"),
          HasSubstr("cutoffd.yaml:6:70: rules[4].severity.asked: found 'loud', expected one of")));
}

TEST(Load, VendorWithoutListIsRefusedWhereItIsNamed) {
  TestFiles files;
  files.write_vendor();
  files.write("determinations/order.yaml",
              "title: O\nauthority: C\nvendor: acne\nenabled: true\nactivities: []\n");
  EXPECT_THAT(
      files.mistakes("watchlists: [acme]\n"),
      ElementsAre("determinations/order.yaml:3:9: vendor: found 'acne', expected the vendor "
                  "of a watchlist in use: acme; did you mean 'acme'?"));
}

TEST(Load, ServiceCannotBeProhibitedAndExempt) {
  TestFiles files;
  files.write_vendor();
  files.write(
      "determinations/order.yaml",
      "title: O\nauthority: C\nvendor: acme\nenabled: true\n"
      "activities: [{id: a, title: A, from: \"2024-09-29T00:00:00Z\", services: [update]}]\n"
      "exempt: [update]\n");
  EXPECT_THAT(
      files.mistakes(""),
      ElementsAre("determinations/order.yaml:5:73: activities[0].services[0]: found 'update', "
                  "expected a service that is not exempt too"));
}

TEST(Load, SinksAreExaminedBeforeTheyAreUsed) {
  TestFiles files;
  files.write_vendor();
  EXPECT_THAT(
      files.mistakes("sinks:\n"
                     "  - {name: a, type: udp}\n"
                     "  - {name: a, type: smoke}\n"
                     "  - {name: b, type: stdout, filter: {rules: [ordr]}}\n"
                     "  - {name: c, type: stdout, colour: true, format: json}\n"),
      ElementsAre(HasSubstr("cutoffd.yaml:2:5: sinks[0].host: expected a name or an address"),
                  HasSubstr("cutoffd.yaml:3:5: sinks[1]: found 'a', expected each name once"),
                  HasSubstr("cutoffd.yaml:3:21: sinks[1].type: found 'smoke', expected one of"),
                  HasSubstr("sinks[2].filter.rules[0]: found 'ordr', expected one of the rules: "
                            "order; did you mean 'order'?"),
                  HasSubstr("cutoffd.yaml:5:37: sinks[3].colour: found 'true'; only the format")));
}

TEST(Load, SameInterfaceTwiceIsRefused) {
  TestFiles files;
  files.write_vendor();
  EXPECT_THAT(
      files.mistakes("interfaces: [eth1, {name: eth1}]\n"),
      ElementsAre("cutoffd.yaml:1:20: interfaces[1]: found 'eth1', expected each name once"));
}

TEST(Overrides, ReplaceWhatTheFileSays) {
  TestFiles files;
  files.write_vendor();
  const auto loaded = files.load_file("interfaces: [eth9]\nlog: {level: info}\nsettle: 5s\n",
                                      {{"interfaces", {"eth1"}},
                                       {"state", {"/tmp/ledger"}},
                                       {"log.level", {"debug"}},
                                       {"networks.internal", {"192.0.2.0/24", "198.51.100.0/24"}}});
  ASSERT_THAT(files.texts(loaded), IsEmpty());
  ASSERT_EQ(loaded->interfaces.size(), 1U);
  EXPECT_EQ(loaded->interfaces[0].interface, "eth1");
  EXPECT_EQ(loaded->state, "/tmp/ledger");
  EXPECT_EQ(loaded->log_level, LogLevel::debug);
  EXPECT_EQ(loaded->judge.internal.size(), 2U);
  EXPECT_EQ(loaded->judge.settle, std::chrono::seconds(5));
  EXPECT_EQ(loaded->origins.at("state").file, "command line");
  EXPECT_EQ(loaded->origins.at("log.level").file, "command line");
  EXPECT_EQ(loaded->origins.at("settle").line, 3U);
}

TEST(Overrides, MistakesNameTheCommandLine) {
  TestFiles files;
  files.write_vendor();
  EXPECT_THAT(files.texts(files.load_file("", {{"log.level", {"loud"}}, {"colour", {"red"}}})),
              ElementsAre("command line: log.level: found 'loud', expected one of debug, info, "
                          "warning, error, off",
                          "command line: found 'colour', expected a key of a configuration"));
}

TEST(EffectiveSettings, SayWhereEachComesFrom) {
  TestFiles files;
  files.write_vendor();
  const auto loaded =
      files.load_file("sensor: north\ncoverage:\n  gap: 1m\n", {{"interfaces", {"eth1"}}});
  ASSERT_THAT(files.texts(loaded), IsEmpty());
  const std::string shown = effective_settings(*loaded);
  const std::string file = (files.directory() / "cutoffd.yaml").string();
  const auto line = [&shown](const std::string& key) {
    const auto at = shown.find("\n" + key + " ");
    if (shown.starts_with(key + " ")) return shown.substr(0, shown.find('\n'));
    return at == std::string::npos ? std::string()
                                   : shown.substr(at + 1, shown.find('\n', at + 1) - at - 1);
  };
  EXPECT_THAT(line("sensor"), ::testing::EndsWith(file + ":1"));
  EXPECT_THAT(line("coverage.gap"), ::testing::EndsWith(file + ":3"));
  EXPECT_THAT(line("coverage.drops"), ::testing::EndsWith("default"));
  EXPECT_THAT(line("coverage.drops"), HasSubstr("  0.1%  "));
  EXPECT_THAT(line("interfaces[0].name"), ::testing::EndsWith("command line"));
  EXPECT_THAT(line("interfaces[0].ring"), ::testing::EndsWith("default"));
  EXPECT_THAT(line("watchlists[0]"), HasSubstr("acme"));
  EXPECT_THAT(line("determinations[0]"), HasSubstr("order"));
  EXPECT_THAT(shown, HasSubstr("watchlists/acme.yaml (Acme, 2026-01-01, 2 names, 0 other marks)"));
  EXPECT_THAT(line("rules[0].name"), HasSubstr("order"));
}

Result<Settings, std::vector<ConfigError>> load_with_drop_ins(const TestFiles& files,
                                                              std::string_view yaml) {
  LoadRequest request{files.write("cutoffd.yaml", yaml), {files.directory()}, {}};
  request.drop_ins = files.directory() / "conf.d";
  return load(request);
}

TEST(DropIns, AreJoinedInTheOrderOfTheirNames) {
  TestFiles files;
  files.write_vendor();
  files.write("conf.d/20-later.yaml", "sensor: later\nlimits: {contacts: 7}\n");
  files.write("conf.d/10-first.yaml",
              "sensor: first\nlimits: {devices: 5}\n"
              "sinks:\n  - {name: b, type: udp, host: collector.example}\n");
  files.write("conf.d/30-empty.yaml", "# nothing yet\n");
  files.write("conf.d/.10-first.yaml", "no: configuration\n");
  files.write("conf.d/notes.txt", "no: configuration\n");
  const auto loaded = load_with_drop_ins(
      files, "sensor: main\nlimits: {devices: 1, names: 9}\nsinks: [{name: a, type: stdout}]\n");
  ASSERT_THAT(files.texts(loaded), IsEmpty());
  EXPECT_EQ(loaded->judge.sensor, "later");
  EXPECT_EQ(loaded->judge.max_devices, 5U);
  EXPECT_EQ(loaded->judge.max_contacts, 7U);
  ASSERT_EQ(loaded->sinks.size(), 2U) << "lists are added to";
  EXPECT_EQ(loaded->sinks[0].name, "a");
  EXPECT_EQ(loaded->sinks[1].name, "b");
}

TEST(DropIns, WorkWithoutAConfigurationFile) {
  TestFiles files;
  files.write_vendor();
  files.write("conf.d/a.yaml", "sensor: lonely\n");
  LoadRequest request{std::nullopt, {files.directory()}, {}};
  request.drop_ins = files.directory() / "conf.d";
  const auto loaded = load(request);
  ASSERT_THAT(files.texts(loaded), IsEmpty());
  EXPECT_EQ(loaded->judge.sensor, "lonely");
  request.drop_ins = files.directory() / "nosuch";
  EXPECT_THAT(files.texts(load(request)), IsEmpty());
}

TEST(DropIns, MistakesAreToldWithTheirFileAndLine) {
  TestFiles files;
  files.write_vendor();
  files.write("conf.d/10-typo.yaml", "\nsenser: x\n");
  files.write("conf.d/20-broken.yaml", "sensor: [\n");
  EXPECT_THAT(files.texts(load_with_drop_ins(files, "settle: 10\n")),
              Contains(HasSubstr("conf.d/20-broken.yaml:")));
  files.write("conf.d/20-broken.yaml", "sinks: [{name: s, type: stdout}]\n");
  const auto told =
      files.texts(load_with_drop_ins(files, "settle: 10\nsinks: [{name: s, type: stdout}]\n"));
  EXPECT_THAT(told, Contains(HasSubstr("conf.d/10-typo.yaml:2:1: found 'senser'")));
  EXPECT_THAT(told, Contains(HasSubstr("cutoffd.yaml:1:9: settle: found '10'")));
  EXPECT_THAT(told, Contains(HasSubstr("conf.d/20-broken.yaml:1:")));
}

TEST(DropIns, GiveWayToTheCommandLine) {
  TestFiles files;
  files.write_vendor();
  files.write("conf.d/a.yaml", "sensor: piece\n");
  LoadRequest request{std::nullopt, {files.directory()}, {{"sensor", {"spoken"}}}};
  request.drop_ins = files.directory() / "conf.d";
  const auto loaded = load(request);
  ASSERT_THAT(files.texts(loaded), IsEmpty());
  EXPECT_EQ(loaded->judge.sensor, "spoken");
}

}  // namespace
}  // namespace cutoffd::config::load_test
