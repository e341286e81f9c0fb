// What counts as one contact, how far it went, and how it was blocked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/judge.h"
#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::judge_contacts_test {
namespace {

using namespace stage;
using testing::IsEmpty;
using testing::SizeIs;
using Step = FlowProgress::Step;

const AnsweredAddresses::Entry kAnswer{kServer.ip, 300};

// The one line of the device table.
DeviceService line(Court& court) { return court.services().at(0); }
std::uint64_t count(Court& court) { return line(court).after.count; }

TEST(ContactCount, AskedAndThenNamedToTheAnsweredAddressIsOne) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(0)), question(kDesk, kUpdate, after(0), DnsType::aaaa),
             answer(kDesk, kUpdate, after(0.1), {kAnswer}), hello(kDesk, kUpdate, after(1)));
  EXPECT_EQ(count(court), 1U);
}

TEST(ContactCount, EachFurtherHelloIsAContact) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(0)), hello(kDesk, kUpdate, after(1), 1),
             hello(kDesk, kUpdate, after(2), 2), hello(kDesk, kUpdate, after(3), 3));
  EXPECT_EQ(count(court), 3U);
}

TEST(ContactCount, AHelloBelongsToItsQuestionWhileTheAnswerIsValid) {
  for (const auto& [seconds, contacts] : {std::pair{299.0, 1U}, std::pair{301.0, 2U}}) {
    Court court;
    court.hear(question(kDesk, kUpdate, after(0)), answer(kDesk, kUpdate, after(0), {kAnswer}),
               hello(kDesk, kUpdate, after(seconds)));
    EXPECT_EQ(count(court), contacts) << seconds;
  }
}

TEST(ContactCount, RetriesWithinHalfAMinuteAreOneAndLaterQuestionsAreNot) {
  Court court;
  for (const double seconds : {0.0, 1.0, 5.0, 29.0}) {
    court.hear(question(kDesk, kUpdate, after(seconds)));
  }
  EXPECT_EQ(count(court), 1U);
  court.hear(question(kDesk, kUpdate, after(31)));
  EXPECT_EQ(count(court), 2U);
}

TEST(ContactCount, QuestionAndHelloTimeAndAgainAreOneEachTime) {
  Court court;
  for (int i = 0; i < 10; ++i) {
    court.hear(question(kDesk, kUpdate, after(i * 60)),
               answer(kDesk, kUpdate, after(i * 60), {kAnswer}),
               hello(kDesk, kUpdate, after(i * 60 + 1), static_cast<std::uint64_t>(i + 1)));
  }
  EXPECT_EQ(count(court), 10U);
}

TEST(ContactCount, OnlyAnswersVisibleCountLikeTheirQuestions) {
  Court court;
  court.hear(answer(kDesk, kUpdate, after(0), {kAnswer}), answer(kDesk, kUpdate, after(1), {}),
             answer(kDesk, kUpdate, after(60), {kAnswer}));
  EXPECT_EQ(count(court), 2U);
  EXPECT_EQ(line(court).evidence, Evidence::resolved);
}

TEST(ContactCount, AnotherNameOfTheServiceTowardsTheAnsweredAddressBelongsToTheQuestion) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(0)), answer(kDesk, kUpdate, after(0), {kAnswer}),
             hello(kDesk, "s08.upd.acme.example", after(1)));
  EXPECT_EQ(count(court), 1U);
  court.hear(hello(kDesk, "s08.upd.acme.example", after(2), 2));
  EXPECT_EQ(count(court), 2U);
}

TEST(ContactCount, AnotherServiceTowardsTheAnsweredAddressIsItsOwnContact) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(0)), answer(kDesk, kUpdate, after(0), {kAnswer}),
             hello(kDesk, kTelemetry, after(1)));
  EXPECT_THAT(court.finish(), SizeIs(2));
}

TEST(ContactCount, RequestsOnOneConnectionAreOneContact) {
  Court court;
  for (int i = 0; i < 5; ++i) {
    Sighting request = hello(kDesk, kUpdate, after(i));
    request.kind = ObservationKind::http_host;
    court.hear(request);
  }
  EXPECT_EQ(count(court), 1U);
  EXPECT_EQ(line(court).after.last, after(4));
}

TEST(ContactCount, OneDevicesQuestionDoesNotAnswerForAnothers) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(0)), answer(kDesk, kUpdate, after(0), {kAnswer}),
             hello(host("10.0.0.9"), kUpdate, after(1)));
  EXPECT_THAT(court.finish(), SizeIs(2));
}

TEST(ContactEvidence, RisesStepByStep) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(0)));
  EXPECT_EQ(line(court).evidence, Evidence::asked);
  court.hear(answer(kDesk, kUpdate, after(1), {kAnswer}));
  EXPECT_EQ(line(court).evidence, Evidence::resolved);
  court.hear(hello(kDesk, kUpdate, after(2)));
  EXPECT_EQ(line(court).evidence, Evidence::contacted);
  court.hear(progress(1, after(3), Step::answered));
  EXPECT_EQ(line(court).evidence, Evidence::answered);
  court.hear(progress(1, after(4), Step::bytes, 1000, 4096));
  EXPECT_EQ(line(court).evidence, Evidence::answered);
  court.hear(progress(1, after(5), Step::bytes, 1000, 4097));
  EXPECT_EQ(line(court).evidence, Evidence::transferred);
}

TEST(ContactEvidence, EveryKindOfOpeningIsContact) {
  for (const auto kind :
       {ObservationKind::tls_sni, ObservationKind::quic_sni, ObservationKind::dtls_sni,
        ObservationKind::http_host, ObservationKind::proxy_target}) {
    Court court;
    Sighting opening = hello(kDesk, kUpdate, after(1));
    opening.kind = kind;
    court.hear(opening);
    EXPECT_EQ(line(court).evidence, Evidence::contacted) << name_of(kind);
    EXPECT_EQ(court.finish().at(0).server, kServer);
  }
}

TEST(ContactEvidence, OctetsFromTheServerProveThatItAnswered) {
  Court court;
  court.hear(hello(kDesk, kUpdate, after(1)), progress(1, after(2), Step::bytes, 2000, 10));
  EXPECT_EQ(line(court).evidence, Evidence::answered);
}

TEST(ContactEvidence, OctetsAreAddedOnceThoughToldAsRunningSums) {
  Court court;
  court.hear(hello(kDesk, kUpdate, after(1)), progress(1, after(2), Step::bytes, 100, 1000),
             progress(1, after(3), Step::bytes, 200, 4000),
             progress(1, after(3), Step::bytes, 150, 3000),  // counted another way: falls back
             progress(1, after(4), Step::ended, 250, 5000),
             progress(1, after(5), Step::bytes, 9999, 99'999));  // of a flow that is over
  EXPECT_EQ(line(court).bytes_up, 250U);
  EXPECT_EQ(line(court).bytes_down, 5000U);
}

TEST(ContactEvidence, SeveralNamesOnOneFlowEachHaveTheOctetsSinceTheyWereNamed) {
  Court court;
  Sighting first = hello(kDesk, kUpdate, after(1));
  Sighting second = hello(kDesk, kTelemetry, after(3));
  first.kind = second.kind = ObservationKind::http_host;
  court.hear(first, progress(1, after(2), Step::bytes, 100, 5000), second,
             progress(1, after(4), Step::bytes, 300, 5100));
  const auto services = court.services();
  ASSERT_THAT(services, SizeIs(3));  // one name is on two vendors' lists
  EXPECT_EQ(services[0].service, "telemetry");
  EXPECT_EQ(services[0].bytes_up, 200U);
  EXPECT_EQ(services[0].evidence, Evidence::answered);
  EXPECT_EQ(services[1].bytes_down, 5000U);
  EXPECT_EQ(services[1].evidence, Evidence::transferred);
}

TEST(ContactEvidence, ACertificateOfTheNamedServiceProvesItsAnswer) {
  Court court;
  Sighting certificate = hello(kDesk, "s09.upd.acme.example", after(2));
  certificate.kind = ObservationKind::tls_cert_name;
  court.hear(hello(kDesk, kUpdate, after(1)), certificate);
  EXPECT_EQ(line(court).evidence, Evidence::answered);
  EXPECT_EQ(count(court), 1U);
}

TEST(ContactEvidence, ACertificateAloneOpensNothing) {
  Court court;
  Sighting certificate = hello(kDesk, kUpdate, after(2));
  certificate.kind = ObservationKind::tls_cert_name;
  court.hear(certificate);
  EXPECT_THAT(court.finish(), IsEmpty());
  EXPECT_EQ(line(court).state, "suspected");
}

TEST(ContactEvidence, AnAnswerWithoutAddressProvesNoMoreThanTheQuestion) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(0)), answer(kDesk, kUpdate, after(1), {}));
  EXPECT_EQ(line(court).evidence, Evidence::asked);
  EXPECT_EQ(line(court).blocked, std::nullopt);
}

TEST(ContactBlocked, IsKeptWithTheWayItWasSeen) {
  for (const Blocked how : {Blocked::nxdomain, Blocked::nodata, Blocked::refused, Blocked::sinkhole,
                            Blocked::filtered}) {
    Court court;
    court.hear(question(kDesk, kUpdate, after(0)), block(kDesk, kUpdate, after(0.1), how));
    const auto alerts = court.finish();
    ASSERT_THAT(alerts, SizeIs(1));
    EXPECT_EQ(alerts[0].blocked, how);
    EXPECT_EQ(alerts[0].evidence, Evidence::asked);
    EXPECT_EQ(alerts[0].severity, Severity::notice);
  }
}

TEST(ContactBlocked, ANameWithoutAnAddressOfTheOtherFamilyIsNotBlocked) {
  for (const DnsType type : {DnsType::aaaa, DnsType::https}) {
    Court court;
    court.hear(question(kDesk, kUpdate, after(0)), question(kDesk, kUpdate, after(0), type),
               block(kDesk, kUpdate, after(0.1), Blocked::nodata, type));
    EXPECT_EQ(line(court).blocked, std::nullopt);
    court.hear(answer(kDesk, kUpdate, after(0.2), {kAnswer}),
               block(kDesk, kUpdate, after(0.3), Blocked::nodata, type));
    EXPECT_EQ(line(court).blocked, std::nullopt);
    EXPECT_EQ(line(court).evidence, Evidence::resolved);
  }
}

TEST(ContactBlocked, ASinkholeIsNotHiddenByTheLackOfTheOtherFamily) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(0)), block(kDesk, kUpdate, after(1), Blocked::sinkhole),
             block(kDesk, kUpdate, after(2), Blocked::nodata));
  EXPECT_EQ(line(court).blocked, Blocked::sinkhole);
}

TEST(ContactBlocked, AnAddressFromAnotherResolverLiftsItInWhateverOrder) {
  const Fact refused = block(kDesk, kUpdate, after(1), Blocked::refused);
  const Fact resolved = answer(kDesk, kUpdate, after(1), {kAnswer});
  for (const bool refused_first : {true, false}) {
    Court court;
    court.hear(question(kDesk, kUpdate, after(0)));
    court.hear(refused_first ? refused : resolved, refused_first ? resolved : refused);
    EXPECT_EQ(line(court).blocked, std::nullopt);
  }
}

TEST(ContactBlocked, DescribesTheLatestState) {
  Court court;
  court.hear(question(kDesk, kUpdate, after(0)), block(kDesk, kUpdate, after(0), Blocked::nxdomain),
             hello(kDesk, kUpdate, after(1)));
  EXPECT_EQ(line(court).blocked, std::nullopt);
  court.hear(question(kDesk, kUpdate, after(100)),
             block(kDesk, kUpdate, after(100), Blocked::sinkhole));
  EXPECT_EQ(line(court).blocked, Blocked::sinkhole);
  EXPECT_EQ(line(court).evidence, Evidence::contacted);
}

TEST(ContactBlocked, AResetBeforeAnyAnswerIsABlockAndAfterwardsIsNot) {
  Court court;
  court.hear(hello(kDesk, kUpdate, after(0)), progress(1, after(1), Step::reset));
  EXPECT_EQ(line(court).blocked, Blocked::reset);
  court.hear(hello(kDesk, kUpdate, after(2), 2), progress(2, after(3), Step::answered),
             progress(2, after(4), Step::reset));
  EXPECT_EQ(line(court).blocked, std::nullopt);
}

TEST(ContactBlocked, AHelloThatABlockerTakesReachesNobody) {
  Court court;
  Sighting taken = hello(kDesk, kUpdate, after(1));
  taken.blocked = Blocked::sinkhole;
  court.hear(taken, progress(1, after(2), Step::answered, 100, 100'000));
  EXPECT_EQ(line(court).evidence, Evidence::asked);
  EXPECT_EQ(line(court).blocked, Blocked::sinkhole);
}

}  // namespace
}  // namespace cutoffd::rules::judge_contacts_test
