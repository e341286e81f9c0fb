#include "rules/ledger.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rules/ledger_rows.h"
#include "tests/unit/rules/scene.h"
#include "tests/unit/rules/state_directory.h"

namespace cutoffd::rules::ledger_test {
namespace {

using namespace stage;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Access = Ledger::Access;

Alert full_alert() {
  Alert alert;
  alert.time = at("2026-08-14T08:02:11.123456789Z");
  alert.event = AlertEvent::escalated;
  alert.incident = "0123456789abcdef";
  alert.group = "fedcba9876543210";
  alert.sensor = "tap-1";
  alert.rule = "acme-order";
  alert.determination = "order";
  alert.cutoff = kCutoff;
  alert.vendor = "acme";
  alert.service = "update";
  alert.severity = Severity::warning;
  alert.evidence = Evidence::answered;
  alert.blocked = Blocked::sinkhole;
  alert.name = kUpdate;
  alert.server = Endpoint{ip("2001:db8::7"), Port{443}};
  alert.device = DeviceView{"mac:02:00:00:00:00:20",
                            {ip("10.0.0.20"), ip("fe80::1")},
                            mac("02:00:00:00:00:20"),
                            "desk \"17\"\n\xff",
                            {30, 40},
                            IdentityGrade::mac,
                            {},
                            {}};
  alert.behind = ip("192.0.2.1");
  alert.via = ip("192.0.2.2");
  alert.relay = ip("2001:db8::3");
  alert.first = after(1);
  alert.last = after(2);
  alert.count = 37;
  alert.bytes_up = 1;
  alert.bytes_down = ~std::uint64_t{0};
  alert.message = "it's \0 all here";
  return alert;
}

// The sentence of the error that opening gives.
std::string refusal(const std::filesystem::path& directory, Access access) {
  try {
    Ledger::open(directory, access);
  } catch (const LedgerError& error) {
    return error.what();
  }
  return "opened";
}

void run_sql(const std::filesystem::path& file, const char* sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
}

TEST(LedgerAlerts, ComeBackWithEveryFieldAsTheyWereWritten) {
  StateDirectory state;
  Alert written = full_alert();
  Alert bare;
  bare.event = AlertEvent::heartbeat;
  {
    const auto ledger = Ledger::open(state.path(), Access::read_write);
    written.sequence = ledger->write_alert(written);
    bare.sequence = ledger->write_alert(bare);
    ledger->commit();
    EXPECT_THAT(ledger->alerts_after(0, 10), ElementsAre(written, bare));
  }
  const auto again = Ledger::open(state.path(), Access::read_only);
  EXPECT_THAT(again->alerts_after(0, 10), ElementsAre(written, bare));
  EXPECT_THAT(again->alerts_after(1, 10), ElementsAre(bare));
  EXPECT_THAT(again->alerts_after(0, 1), ElementsAre(written));
  EXPECT_THAT(again->alerts_after(2, 10), IsEmpty());
}

TEST(LedgerAlerts, AreNumberedWithoutGapsOverRestartsAndUncommittedOnesNeverWere) {
  StateDirectory state;
  for (std::uint64_t run = 0; run < 3; ++run) {
    const auto ledger = Ledger::open(state.path(), Access::read_write);
    EXPECT_EQ(ledger->last_sequence(), run * 2);
    EXPECT_EQ(ledger->write_alert({}), run * 2 + 1);
    EXPECT_EQ(ledger->write_alert({}), run * 2 + 2);
    ledger->commit();
    EXPECT_EQ(ledger->write_alert({}), run * 2 + 3);
  }
  const auto ledger = Ledger::open(state.path(), Access::read_write);
  EXPECT_THAT(ledger->alerts_after(0, 10), SizeIs(6));
}

TEST(LedgerAlerts, AreNotReadBeforeTheyAreCommitted) {
  const auto ledger = Ledger::temporary();
  ledger->write_alert({});
  EXPECT_THAT(ledger->alerts_after(0, 10), IsEmpty());
  ledger->commit();
  EXPECT_THAT(ledger->alerts_after(0, 10), SizeIs(1));
}

TEST(LedgerCursors, ArePerSinkAndKept) {
  StateDirectory state;
  {
    const auto ledger = Ledger::open(state.path(), Access::read_write);
    EXPECT_EQ(ledger->cursor("syslog"), 0U);
    ledger->set_cursor("syslog", 7);
    ledger->set_cursor("udp", 3);
    EXPECT_EQ(ledger->cursor("syslog"), 7U);
    ledger->commit();
    ledger->set_cursor("syslog", 9);
  }
  const auto ledger = Ledger::open(state.path(), Access::read_write);
  EXPECT_EQ(ledger->cursor("syslog"), 7U);
  EXPECT_EQ(ledger->cursor("udp"), 3U);
}

TEST(LedgerMarks, TakeThePlaceOfTheOnesTheyReplace) {
  const auto ledger = Ledger::temporary();
  ledger->set_replay_mark({10, 0xffffffffffffffff});
  ledger->set_replay_mark({20, 5}, ReplayMark{10, 0xffffffffffffffff});
  ledger->set_replay_mark({7, 7});
  ledger->commit();
  const auto marks = ledger->replay_marks();
  ASSERT_THAT(marks, SizeIs(2));
  EXPECT_EQ(marks[0].frames, 20U);
  EXPECT_EQ(marks[0].digest, 5U);
  EXPECT_EQ(marks[1].frames, 7U);
}

TEST(LedgerRows, ComeBackAsTheyWerePut) {
  StateDirectory state;
  IncidentRow incident;
  incident.key = 5;
  incident.id = "abc";
  incident.device = 2;
  incident.rule = "r";
  incident.state = IncidentState::returning;
  incident.evidence = Evidence::answered;
  incident.proofs[0] = Proof{after(1), 3, "name", std::nullopt};
  incident.proofs[3] = Proof{after(2), 4, "name", kServer};
  incident.via = ip("10.0.0.1");
  {
    const auto ledger = Ledger::open(state.path(), Access::read_write);
    DeviceRow device;
    device.key = 2;
    device.id = "ip:10.0.0.2";
    ledger->rows().put(incident);  // before its device: order does not matter within a commit
    ledger->rows().put(device);
    ledger->commit();
  }
  const auto ledger = Ledger::open(state.path(), Access::read_write);
  ASSERT_THAT(ledger->rows().incidents(), SizeIs(1));
  const IncidentRow back = ledger->rows().incidents()[0];
  EXPECT_EQ(back.id, "abc");
  EXPECT_EQ(back.state, IncidentState::returning);
  EXPECT_EQ(back.via, ip("10.0.0.1"));
  EXPECT_EQ(back.told, std::nullopt);
  ASSERT_TRUE(back.proofs[3].has_value());
  EXPECT_EQ(back.proofs[3]->server, kServer);
  EXPECT_EQ(back.proofs[3]->frame, 4U);
  EXPECT_FALSE(back.proofs[1].has_value());
  EXPECT_EQ(ledger->rows().last_device(), 2U);
  EXPECT_EQ(ledger->rows().last_incident(), 5U);
}

TEST(LedgerRows, AJoinedDeviceLeavesItsEndedIncidentsToTheOther) {
  const auto ledger = Ledger::temporary();
  for (const DeviceKey key : {1U, 2U}) {
    DeviceRow device;
    device.key = key;
    device.id = std::to_string(key);
    ledger->rows().put(device);
    IncidentRow incident;
    incident.key = key;
    incident.device = key;
    ledger->rows().put(incident);
    ContactRow contact;
    contact.device = key;
    ledger->rows().put(contact);
  }
  ledger->commit();
  ledger->rows().join_device(1, 2);
  DeviceRow heir;  // takes the id that became free
  heir.key = 3;
  heir.id = "1";
  ledger->rows().put(heir);
  ledger->commit();
  ASSERT_THAT(ledger->rows().incidents(), SizeIs(2));
  EXPECT_EQ(ledger->rows().incidents()[0].device, 2U);
  ASSERT_THAT(ledger->rows().contacts(), SizeIs(1));
  EXPECT_EQ(ledger->rows().contacts()[0].device, 2U);
}

TEST(LedgerFile, IsNotForEverybodyToRead) {
  StateDirectory state;
  const auto ledger = Ledger::open(state.path() / "new" / "deep", Access::read_write);
  struct stat status {};
  ASSERT_EQ(stat((state.path() / "new" / "deep" / "ledger.db").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07U, 0U);
}

TEST(LedgerFile, IsWrittenByOneProcessAndReadByOthersMeanwhile) {
  StateDirectory state;
  const auto writer = Ledger::open(state.path(), Access::read_write);
  writer->write_alert(full_alert());
  writer->commit();
  EXPECT_THAT(refusal(state.path(), Access::read_write), HasSubstr("another cutoffd is running"));
  const auto reader = Ledger::open(state.path(), Access::read_only);
  EXPECT_THAT(reader->alerts_after(0, 10), SizeIs(1));
  writer->write_alert(full_alert());
  writer->commit();
  EXPECT_THAT(reader->alerts_after(0, 10), SizeIs(2));
  EXPECT_THROW(
      {
        reader->write_alert({});
        reader->commit();
      },
      LedgerError);
}

TEST(LedgerFile, ThatIsMissingIsAskedAbout) {
  StateDirectory state;
  EXPECT_THAT(refusal(state.path(), Access::read_only), HasSubstr("there is no ledger here"));
}

TEST(LedgerFile, ThatIsDamagedOrAnothersOrNewerIsRefusedAndLeftAlone) {
  StateDirectory state;
  const std::string noise(8192, 'x');
  std::ofstream(state.file()) << noise;
  for (const Access access : {Access::read_write, Access::read_only}) {
    EXPECT_THAT(refusal(state.path(), access), HasSubstr("move the file away"));
  }
  EXPECT_EQ(std::filesystem::file_size(state.file()), noise.size());

  std::filesystem::remove(state.file());
  run_sql(state.file(), "CREATE TABLE theirs (x)");
  for (const Access access : {Access::read_write, Access::read_only}) {
    EXPECT_THAT(refusal(state.path(), access), HasSubstr("is not a ledger of cutoffd"));
  }

  std::filesystem::remove(state.file());
  Ledger::open(state.path(), Access::read_write);
  EXPECT_EQ(refusal(state.path(), Access::read_only), "opened");
  run_sql(state.file(), "PRAGMA user_version = 1000");
  for (const Access access : {Access::read_write, Access::read_only}) {
    EXPECT_THAT(refusal(state.path(), access), HasSubstr("a newer cutoffd"));
  }
}

TEST(LedgerFile, WithAValueThatMakesNoSenseIsCalledDamaged) {
  StateDirectory state;
  {
    const auto ledger = Ledger::open(state.path(), Access::read_write);
    ledger->write_alert(full_alert());
    ledger->commit();
  }
  run_sql(state.file(), "UPDATE alert SET event = 'nonsense'");
  const auto ledger = Ledger::open(state.path(), Access::read_write);
  EXPECT_THROW(ledger->alerts_after(0, 10), LedgerError);
}

// Acts as a user without rights while it lives; root may write everywhere.
class Unprivileged {
 public:
  static constexpr uid_t kNobody = 65534;
  explicit Unprivileged(const StateDirectory& state) {
    if (geteuid() != 0) return;
    for (const auto& path : {state.path(), state.file()}) {
      if (chown(path.c_str(), kNobody, kNobody) != 0) throw std::runtime_error("chown");
    }
    if (seteuid(kNobody) != 0) throw std::runtime_error("seteuid");
    changed_ = true;
  }
  ~Unprivileged() {
    if (changed_ && seteuid(0) != 0) std::abort();
  }

 private:
  bool changed_ = false;
};

TEST(LedgerFile, CanBeReadFromADirectoryThatMayNotBeWritten) {
  StateDirectory state;
  {
    const auto ledger = Ledger::open(state.path(), Access::read_write);
    ledger->write_alert(full_alert());
    ledger->commit();
  }
  using std::filesystem::perms;
  std::filesystem::permissions(state.path(), perms::owner_read | perms::owner_exec);
  {
    const Unprivileged somebody(state);
    const auto reader = Ledger::open(state.path(), Access::read_only);
    EXPECT_THAT(reader->alerts_after(0, 10), SizeIs(1));
  }
  std::filesystem::permissions(state.path(), perms::owner_all);
}

}  // namespace
}  // namespace cutoffd::rules::ledger_test
