// Marks other than names, going around a block, and the vendor's servers on the inside.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/judge.h"
#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::judge_marks_test {
namespace {

using namespace stage;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = MarkTrace::Kind;

const char* const kJa3 = "0123456789abcdef0123456789abcdef";
const Host kBox = host("10.0.0.5", "02:00:00:00:00:05");

WatchEntry mark_entry(Mark mark, std::string service, PortRole role = PortRole::server) {
  WatchEntry made;
  made.mark = std::move(mark);
  made.service = std::move(service);
  made.role = role;
  return made;
}

std::vector<Watchlist> marked_lists() {
  auto all = lists();
  for (WatchEntry entry :
       {mark_entry(PathMark{"/index/a.xml"}, "update"),
        mark_entry(IssuerMark{"Acme CA"}, "telemetry"), mark_entry(Ja3Mark{kJa3}, "unclassified"),
        mark_entry(PortMark{Port{13000}, Port{13000}, false}, "console", PortRole::relay),
        mark_entry(ResolverMark{ip("8.8.8.8")}, "unclassified"),
        mark_entry(ResolverMark{ip("1.1.1.1")}, "unclassified")}) {
    all[0].entries.push_back(std::move(entry));
  }
  return all;
}

std::shared_ptr<const RuleSet> marked(const Rule& with = rule("acme-order", "order")) {
  return std::make_shared<const RuleSet>(
      marked_lists(), std::vector{determination("order", "acme", kCutoff)}, std::vector{with});
}

MarkTrace trace(const Host& who, Kind kind, std::string_view text, Instant time,
                std::uint64_t flow = 900,
                const Endpoint& server = {ip("198.51.100.9"), Port{443}}) {
  MarkTrace made;
  made.time = time;
  made.kind = kind;
  made.text = InlineText<253>(text);
  made.client = {{who.address, Port{52000}}, who.link};
  made.server = {server, std::nullopt};
  made.flow = FlowId{flow};
  return made;
}

MarkTrace relay_port(const Host& who, Instant time, std::uint64_t flow, const Host& to = kBox) {
  return trace(who, Kind::port, "", time, flow, {to.address, Port{13000}});
}

MarkTrace ordinary(const Host& who, std::string_view resolver, Instant time) {
  return trace(who, Kind::resolver_used, "", time, 0, {ip(resolver), Port{53}});
}

const DeviceService& line(const std::vector<DeviceService>& all, std::string_view service) {
  for (const DeviceService& one : all) {
    if (one.service == service) return one;
  }
  throw std::runtime_error("no such line");
}

TEST(JudgeMarks, OneAloneIsSuspicionInTheLedgerAndNoAlert) {
  for (const auto& [kind, text, service] : {std::tuple(Kind::path, "/index/a.xml", "update"),
                                            std::tuple(Kind::issuer, "Acme CA", "telemetry"),
                                            std::tuple(Kind::ja3, kJa3, "unclassified")}) {
    Court court(marked());
    court.hear(trace(kDesk, kind, text, after(5)), trace(kDesk, kind, text, after(6)));
    EXPECT_THAT(court.finish(), IsEmpty());
    const auto services = court.services();
    ASSERT_THAT(services, SizeIs(1));
    EXPECT_EQ(services[0].service, service);
    EXPECT_EQ(services[0].state, "suspected");
    EXPECT_EQ(services[0].evidence, std::nullopt);
    EXPECT_EQ(services[0].after.count, 1U) << "one connection is one contact";
    ASSERT_THAT(services[0].marks, SizeIs(1));
    EXPECT_EQ(services[0].marks[0].span.count, 2U);
    EXPECT_EQ(services[0].marks[0].text, text);
  }
}

TEST(JudgeMarks, UnknownTextsLeaveNoTrace) {
  Court court(marked());
  court.hear(trace(kDesk, Kind::path, "/index/b.xml", after(5)));
  EXPECT_THAT(court.services(), IsEmpty());
}

TEST(JudgeMarks, CorroborateTheIncidentOfTheVendorThatIsOpen) {
  Court court(marked());
  court.hear(hello(kDesk, kUpdate, after(1))).wait_until(after(20));
  court.hear(trace(kDesk, Kind::ja3, kJa3, after(30)),      // of no service: where the incident is
             trace(kDesk, Kind::ja3, kJa3, after(40), 1));  // the connection that was counted
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  const auto services = court.services();
  ASSERT_THAT(services, SizeIs(1));
  EXPECT_EQ(services[0].after.count, 2U);
  EXPECT_EQ(services[0].after.last, after(40));
  EXPECT_EQ(services[0].evidence, Evidence::contacted);
  ASSERT_THAT(services[0].marks, SizeIs(1));
  EXPECT_EQ(services[0].marks[0].kind, "ja3");
}

TEST(JudgeMarks, SeveralKindsTogetherAreToldOncePerDeviceAndVendor) {
  Court court(marked());
  court.hear(trace(kDesk, Kind::path, "/index/a.xml", after(5), 1),
             trace(kDesk, Kind::issuer, "Acme CA", after(6), 2));
  court.restart();
  court.hear(trace(kDesk, Kind::path, "/index/a.xml", after(7), 3),
             trace(kDesk, Kind::ja3, kJa3, after(8), 4));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].event, AlertEvent::suspected);
  EXPECT_EQ(alerts[0].severity, Severity::notice);
  EXPECT_EQ(alerts[0].evidence, std::nullopt);
  EXPECT_EQ(alerts[0].time, after(6));
  EXPECT_THAT(alerts[0].message, HasSubstr("path /index/a.xml"));
  EXPECT_THAT(alerts[0].message, HasSubstr("issuer Acme CA"));
  EXPECT_EQ(court.judge().open_incidents(), 0U);
}

TEST(JudgeMarks, AFingerprintAndAPortDoNotReachWhatIsTold) {
  Court court(marked());
  court.hear(trace(kDesk, Kind::ja3, kJa3, after(5), 1), relay_port(kDesk, after(6), 2));
  EXPECT_THAT(court.finish(), IsEmpty());
}

TEST(JudgeMarks, BeforeTheCutoffAndLongApartTellNothing) {
  Court court(marked());
  court.hear(trace(kDesk, Kind::path, "/index/a.xml", after(-5), 1),
             trace(kDesk, Kind::issuer, "Acme CA", after(-4), 2));
  EXPECT_EQ(line(court.services(), "update").state, "before-cutoff");
  court.hear(trace(kDesk, Kind::path, "/index/a.xml", after(5), 3),
             trace(kDesk, Kind::issuer, "Acme CA", after(8 * 86'400.0), 4));
  EXPECT_THAT(court.finish(), IsEmpty());
}

TEST(JudgeMarks, FollowTheirDeviceToItsBetterIdentity) {
  Court court(marked());
  const Host shy{kDesk.address, std::nullopt};
  court.hear(trace(shy, Kind::path, "/index/a.xml", after(5), 1));
  court.keep();
  court.hear(binding("10.0.0.20", "02:00:00:00:00:20", after(6)),
             trace(kDesk, Kind::path, "/index/a.xml", after(7), 2));
  const auto services = court.services();
  ASSERT_THAT(services, SizeIs(1));
  EXPECT_EQ(services[0].device.id, "mac:02:00:00:00:00:20");
  ASSERT_THAT(services[0].marks, SizeIs(1));
  EXPECT_EQ(services[0].marks[0].span.count, 2U);
  court.restart();
  EXPECT_THAT(court.services()[0].marks, SizeIs(1));
}

// ---- Going around a block ----------------------------------------------------------------------

const Host kFirst = host("8.8.8.8");
const Host kSecond = host("1.1.1.1");
const Host kOwn = host("9.8.7.6");

Sighting ask(const char* name, double seconds, const Host& resolver = kResolver) {
  return question(kDesk, name, after(seconds), DnsType::a, resolver);
}

std::vector<Alert> of_event(const std::vector<Alert>& all, AlertEvent event) {
  std::vector<Alert> some;
  for (const Alert& alert : all) {
    if (alert.event == event) some.push_back(alert);
  }
  return some;
}

TEST(JudgeEvasion, TheFallbackAfterABlockIsToldOnceAfterItsIncident) {
  for (const Blocked how :
       {Blocked::nxdomain, Blocked::refused, Blocked::sinkhole, Blocked::filtered}) {
    Court court(marked());
    court.hear(ask(kUpdate, 1), block(kDesk, kUpdate, after(1.1), how), ask(kUpdate, 2, kFirst));
    court.restart();
    court.wait_until(after(30)).hear(ask(kUpdate, 40), block(kDesk, kUpdate, after(40.1), how),
                                     ask(kUpdate, 41, kFirst), ask(kUpdate, 42, kSecond));
    const auto alerts = court.finish();
    ASSERT_THAT(alerts, SizeIs(2));
    EXPECT_EQ(alerts[0].event, AlertEvent::opened);
    EXPECT_EQ(alerts[1].event, AlertEvent::evasion);
    EXPECT_EQ(alerts[1].incident, alerts[0].incident);
    EXPECT_EQ(alerts[1].evidence, Evidence::asked);
    EXPECT_EQ(alerts[1].name, kUpdate);
    EXPECT_EQ(alerts[1].time, after(2));
    EXPECT_THAT(alerts[1].message, HasSubstr("10.0.0.53 blocked it"));
    EXPECT_EQ(line(court.services(), "update").marks[0].kind, "resolver");
  }
}

TEST(JudgeEvasion, IsNotWhatAnOrdinaryUserDoes) {
  const auto evasions = [](auto&&... facts) {
    Court court(marked());
    court.hear(facts...);
    return of_event(court.finish(), AlertEvent::evasion);
  };
  const auto blocked = block(kDesk, kUpdate, after(1.1), Blocked::nxdomain);
  EXPECT_THAT(evasions(ask(kUpdate, 1), blocked, ask(kUpdate, 2, kFirst)), SizeIs(1));
  // Uses it for other names too.
  EXPECT_THAT(evasions(ordinary(kDesk, "8.8.8.8", after(-3600)), ask(kUpdate, 1), blocked,
                       ask(kUpdate, 2, kFirst)),
              IsEmpty());
  // No block.
  EXPECT_THAT(evasions(ask(kUpdate, 1), answer(kDesk, kUpdate, after(1.1), {{kServer.ip, 60}}),
                       ask(kUpdate, 2, kFirst)),
              IsEmpty());
  // Asked both at once: the block came later.
  EXPECT_THAT(evasions(ask(kUpdate, 1), ask(kUpdate, 1.05, kFirst), blocked), IsEmpty());
  // Nobody else was asked.
  EXPECT_THAT(evasions(ask(kUpdate, 2, kFirst), ask(kUpdate, 3, kSecond)), IsEmpty());
  // Not the first of the list; not in the list; another name; long after.
  EXPECT_THAT(evasions(ask(kUpdate, 1), blocked, ask(kUpdate, 2, kSecond)), IsEmpty());
  EXPECT_THAT(evasions(ask(kUpdate, 1), blocked, ask(kUpdate, 2, kOwn)), IsEmpty());
  EXPECT_THAT(evasions(ask(kUpdate, 1), blocked, ask(kTelemetry, 2, kFirst)), IsEmpty());
  EXPECT_THAT(evasions(ask(kUpdate, 1), blocked, ask(kUpdate, 400, kFirst)), IsEmpty());
  // Exempt and inferred names.
  EXPECT_THAT(evasions(ask(kNews, 1), block(kDesk, kNews, after(1.1), Blocked::nxdomain),
                       ask(kNews, 2, kFirst)),
              IsEmpty());
  EXPECT_THAT(evasions(ask(kGuess, 1), block(kDesk, kGuess, after(1.1), Blocked::nxdomain),
                       ask(kGuess, 2, kFirst)),
              IsEmpty());
}

TEST(JudgeEvasion, SilenceCountsOnlyOfAResolverThatWasSeenToAnswer) {
  Court deaf(marked());
  deaf.hear(ask(kUpdate, 1), ask(kUpdate, 5, kFirst));
  EXPECT_THAT(of_event(deaf.finish(), AlertEvent::evasion), IsEmpty());
  Court court(marked());
  court.hear(ask("s01.upd.acme.example", 1),
             answer(kDesk, "s01.upd.acme.example", after(1.1), {{kServer.ip, 60}}),
             ask(kUpdate, 100), ask(kUpdate, 104, kFirst));
  const auto told = of_event(court.finish(), AlertEvent::evasion);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_THAT(told[0].message, HasSubstr("10.0.0.53 did not answer"));
}

// ---- The vendor's servers on the inside ---------------------------------------------------------

TEST(JudgeRelay, ClientsAreManagedBehindItOnceItCallsTheVendor) {
  Court court(marked());
  court.hear(relay_port(kDesk, after(1), 1));
  court.restart();
  EXPECT_THAT(court.alerts(), IsEmpty());
  court.hear(hello(kBox, kUpdate, after(10), 2));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(2));
  EXPECT_EQ(alerts[0].event, AlertEvent::suspected);
  EXPECT_EQ(alerts[0].relay, kBox.address);
  EXPECT_EQ(alerts[0].device->ips[0], kDesk.address);
  EXPECT_EQ(alerts[1].event, AlertEvent::opened);
  EXPECT_EQ(alerts[1].device->ips[0], kBox.address);
  EXPECT_EQ(alerts[1].relay, std::nullopt);
  EXPECT_THAT(alerts[1].message, HasSubstr("1 device uses it"));
  EXPECT_EQ(line(court.services(), "console").relay, kBox.address);
  // Told once; others of its clients by themselves.
  court.restart();
  court.hear(relay_port(kDesk, after(100), 3), relay_port(host("10.0.0.21"), after(101), 4));
  EXPECT_THAT(of_event(court.finish(), AlertEvent::suspected), SizeIs(2));
}

TEST(JudgeRelay, APortAccusesNobodyWithoutTheServersOwnContact) {
  Court court(marked());
  court.hear(relay_port(kDesk, after(1), 1),
             hello(host("10.0.0.77"), kUpdate, after(2), 2),  // somebody else
             hello(kBox, kNews, after(3), 3),                 // exempt
             relay_port(kDesk, after(4), 4));
  EXPECT_THAT(of_event(court.finish(), AlertEvent::suspected), IsEmpty());
  EXPECT_EQ(court.services()[0].relay, std::nullopt);
}

TEST(JudgeRelay, OnTheOutsideThePortSaysNothing) {
  Court court(marked());
  court.hear(relay_port(kDesk, after(1), 1, host("198.51.100.5")));
  EXPECT_THAT(court.services(), IsEmpty());
}

TEST(JudgeRelay, AClientsOwnIncidentBearsIt) {
  Court court(marked());
  court.hear(hello(kBox, kUpdate, after(1), 1), relay_port(kDesk, after(2), 2),
             hello(kDesk, kUpdate, after(3), 3));
  const auto opened = of_event(court.finish(), AlertEvent::opened);
  ASSERT_THAT(opened, SizeIs(2));
  EXPECT_EQ(opened[1].relay, kBox.address);
  EXPECT_THAT(opened[1].message, HasSubstr("managed behind 10.0.0.5"));
}

// ---- What is inferred, and what nobody classifies -----------------------------------------------

TEST(JudgeInferred, AlertsAloneOnlyWhereTheRuleSaysSo) {
  Rule bold = rule("bold", "order");
  bold.inferred = Inferred::alert;
  Court court(marked(bold));
  court.hear(hello(kDesk, kGuess, after(1), 1));
  const auto alerts = court.finish();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].event, AlertEvent::opened);
  EXPECT_EQ(alerts[0].evidence, Evidence::contacted);
  EXPECT_EQ(alerts[0].name, kGuess);
  // A name in a certificate is another matter.
  Court other(marked(bold));
  Sighting certificate = hello(kDesk, kUpdate, after(1), 1);
  certificate.kind = ObservationKind::tls_cert_name;
  other.hear(certificate);
  EXPECT_THAT(other.finish(), IsEmpty());
}

TEST(JudgeUnclassified, AnEntryThatIsQuietIsRecordedAndNotTold) {
  auto all = lists();
  all[0].entries.push_back(entry(NamePattern::Match::suffix, "scr.acme.example", "unclassified"));
  all[0].entries.back().quiet = true;
  Court court(std::make_shared<const RuleSet>(all,
                                              std::vector{determination("order", "acme", kCutoff)},
                                              std::vector{rule("acme-order", "order")}));
  court.hear(question(kDesk, "gc.scr.acme.example", after(1)));
  EXPECT_THAT(court.finish(), IsEmpty());
  EXPECT_EQ(court.services()[0].service, "unclassified");
}

}  // namespace
}  // namespace cutoffd::rules::judge_marks_test
