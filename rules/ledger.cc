#include "rules/ledger.h"

#include <algorithm>
#include <system_error>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "rules/device.h"
#include "rules/ledger_database.h"
#include "rules/ledger_log.h"
#include "rules/ledger_schema.h"
#include "rules/ledger_tables.h"
#include "rules/ledger_values.h"

namespace cutoffd::rules {
namespace {

// The ledger says who called whom: not for everybody on the machine. SQLite gives its side files
// the mode of this one.
void create_private(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (descriptor >= 0) ::close(descriptor);  // SQLite itself tells why it cannot be opened
}

void require_ours(SchemaState state, const std::string& subject) {
  if (state == SchemaState::foreign) {
    throw LedgerOfAnother(subject + ": is not a ledger of cutoffd: move it away");
  }
  if (state == SchemaState::newer) {
    throw LedgerOfAnother(subject +
                          ": was written by a newer cutoffd: use that one, or move the file "
                          "away to start with an empty ledger");
  }
}

// SQLite would go on without what it cannot follow.
void require_whole_log(const std::filesystem::path& file) {
  const std::string log = file.string() + "-wal";
  if (is_damaged_log(log)) {
    throw LedgerError(log + ": the file is damaged: stop cutoffd, move it and " + file.string() +
                      " away together to keep them, and start again with an empty ledger");
  }
}

// "file:/path?immutable=1" with what a URI gives a meaning escaped (RFC 3986 section 3.3).
std::string immutable_uri(const std::filesystem::path& file) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(file).string()) {
    if (c == '%' || c == '?' || c == '#') {
      const auto octet = static_cast<unsigned char>(c);
      uri += {'%', kHex[octet >> 4], kHex[octet & 15]};
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

// What several queries read is of one moment, though another process writes meanwhile.
class Snapshot {
 public:
  explicit Snapshot(sqlite::Connection& connection) : connection_(connection) {
    connection_.run("BEGIN");
  }
  ~Snapshot() { connection_.try_run("ROLLBACK"); }  // nothing was written
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  sqlite::Connection& connection_;
};

using Marks = std::multimap<std::tuple<DeviceKey, std::string, std::string>, MarkRow>;

void add_marks(DeviceService& line, const ContactRow& contact, const Marks& marks) {
  const auto [begin, end] = marks.equal_range({contact.device, contact.vendor, contact.service});
  for (auto at = begin; at != end; ++at) {
    const MarkRow& row = at->second;
    line.marks.push_back({std::string(name_of(row.kind)), row.text, row.span, row.weight});
    if (row.relay) line.relay = row.relay;
  }
}

bool has_content(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::file_size(file, error) > 0 && !error;
}

}  // namespace

Ledger::Ledger(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Ledger::~Ledger() = default;

std::unique_ptr<Ledger> Ledger::open(const std::filesystem::path& directory, Access access) {
  const std::filesystem::path file = directory / kLedgerFile;
  if (access == Access::read_only) return open_to_read(file);
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    throw LedgerError(directory.string() +
                      ": the state directory cannot be created: " + error.message());
  }
  auto lock = std::make_unique<StateLock>(directory / kLedgerLock);
  const bool begins = !has_content(file);
  if (!begins) require_whole_log(file);
  create_private(file);
  auto database = std::make_unique<Database>(
      file.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
      file.string());
  database->lock = std::move(lock);
  require_ours(schema_state(database->connection), file.string());
  // FULL: each commit reaches the disk before it returns. An alert that a collector has and the
  // ledger lost in a power cut would be told twice; four commits a second can afford the wait.
  database->connection.run(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
      "PRAGMA journal_size_limit = 16777216;");
  auto ledger = start(std::move(database));
  ledger->number_on(begins);
  return ledger;
}

std::unique_ptr<Ledger> Ledger::temporary() {
  return start(std::make_unique<Database>(
      ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
      "temporary ledger"));
}

std::unique_ptr<Ledger> Ledger::start(std::unique_ptr<Database> database) {
  upgrade_schema(database->connection);
  database->connection.run("PRAGMA foreign_keys = ON");
  database->last_sequence = static_cast<std::uint64_t>(
      database->connection.number("SELECT seq FROM sqlite_sequence WHERE name = 'alert'"));
  return std::unique_ptr<Ledger>(new Ledger(std::move(database)));
}

std::unique_ptr<Ledger> Ledger::open_to_read(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    throw LedgerError(file.string() +
                      ": there is no ledger here: has cutoffd run with this state directory?");
  }
  const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
  auto database = std::make_unique<Database>(file.string(), flags, file.string());
  try {
    require_ours(schema_state(database->connection), file.string());
  } catch (const LedgerError&) {
    // A reader that may not create the side files of a ledger that nobody has open: it does not
    // change then, and can be read as it lies.
    const int code = database->connection.last_code() & 0xff;
    const bool denied = code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
    if (!denied || has_content(file.string() + "-wal")) throw;
    database =
        std::make_unique<Database>(immutable_uri(file), flags | SQLITE_OPEN_URI, file.string());
  }
  const SchemaState state = schema_state(database->connection);
  require_ours(state, file.string());
  if (state != SchemaState::current) {
    throw LedgerError(file.string() +
                      ": was written by an older cutoffd, or is empty: run this one on it once");
  }
  return std::unique_ptr<Ledger>(new Ledger(std::move(database)));
}

// What the lock file knows is never more than a whole ledger does (rules/state_lock.h). One that
// begins is told at once from where it numbers, so that it is not taken for a cut one later.
void Ledger::number_on(bool begins) {
  Database& db = *database_;
  const std::uint64_t given = db.lock->last_number();
  if (given <= db.last_sequence) return db.lock->keep_number(db.last_sequence);
  if (begins) {
    db.connection.run("DELETE FROM sqlite_sequence WHERE name = 'alert'");
    db.statement("INSERT INTO sqlite_sequence (name, seq) VALUES ('alert', ?)").run(given);
  } else {
    db.lost_end = LostEnd{db.last_sequence + 1, given};
  }
  db.last_sequence = given;
}

void Ledger::wait_for_others(std::chrono::milliseconds most) {
  database_->connection.wait_for_others(most);
}

const std::optional<LostEnd>& Ledger::lost_end() const { return database_->lost_end; }

void Ledger::keep_at_hand(std::size_t octets) {
  // A negative number is in KiB (sqlite.org/pragma.html#pragma_cache_size).
  const std::string size = std::to_string(octets >> 10);
  database_->connection.run(("PRAGMA cache_size = -" + size).c_str());
}

void Ledger::commit() {
  Database& db = *database_;
  if (!db.rows.pending() && !db.outbox.pending() && db.alerts.empty() && !db.cursors_changed &&
      db.marks.empty() && !db.view.pending()) {
    return;
  }
  db.connection.run("BEGIN IMMEDIATE");
  try {
    db.rows.apply();
    db.view.apply();
    write_outbox();
    db.connection.run("COMMIT");
  } catch (...) {
    // A full disk may have ended the transaction already.
    if (db.connection.in_transaction()) db.connection.try_run("ROLLBACK");
    throw;
  }
  if (db.lock && !db.alerts.empty()) db.lock->keep_number(db.last_sequence);
  ++db.commits;
  db.rows.forget_pending();
  db.view.forget_pending();
  db.outbox.forget_pending();
  db.alerts.clear();
  db.cursors_changed = false;
  db.marks.clear();
}

void Ledger::write_outbox() {
  Database& db = *database_;
  db.outbox.apply(db.alerts);
  if (db.cursors_changed) write_cursors();
  for (const auto& [mark, replaces] : db.marks) {
    if (replaces) {
      db.statement(erase_sql("replay_mark", "digest frames", 2))
          .run(replaces->digest, replaces->frames);
    }
    db.statement("INSERT OR IGNORE INTO replay_mark (digest, frames) VALUES (?, ?)")
        .run(mark.digest, mark.frames);
  }
}

void Ledger::write_cursors() {
  sqlite::Statement& cursors = database_->statement(upsert_sql("cursor", "sink sequence", 1));
  for (const auto& [sink, sequence] : database_->cursors) cursors.run(sink, sequence);
}

// Without waiting for the disk (synchronous = NORMAL): in WAL mode such a commit outlives the
// process, and a power cut takes back whole commits only.
void Ledger::commit_cursors() {
  Database& db = *database_;
  if (!db.cursors_changed) return;
  try {
    db.connection.run("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE");
    write_cursors();
    db.connection.run("COMMIT; PRAGMA synchronous = FULL");
  } catch (...) {
    if (db.connection.in_transaction()) db.connection.try_run("ROLLBACK");
    db.connection.try_run("PRAGMA synchronous = FULL");
    throw;
  }
  db.cursors_changed = false;
}

std::uint64_t Ledger::write_alert(const Alert& alert) {
  Database& db = *database_;
  db.alerts.push_back(alert);
  return db.alerts.back().sequence = ++db.last_sequence;
}

std::uint64_t Ledger::last_sequence() const { return database_->last_sequence; }

std::vector<Alert> Ledger::alerts_after(std::uint64_t sequence, std::size_t limit) const {
  Database& db = *database_;
  sqlite::Statement& rows = db.statement(
      select_sql(AlertTable::kName, AlertTable::kColumns, 1, "sequence > ?") + " LIMIT ?");
  rows.bind(sequence, static_cast<std::uint64_t>(std::min<std::size_t>(limit, 1'000'000)));
  std::vector<Alert> alerts;
  while (rows.step()) {
    AlertRow row;
    rows.read(AlertTable::fields(row));
    alerts.push_back(whole(row));
  }
  return alerts;
}

std::uint64_t Ledger::cursor(std::string_view sink) const {
  Database& db = *database_;
  const auto waiting = db.cursors.find(sink);
  if (waiting != db.cursors.end()) return waiting->second;
  const auto kept =
      db.statement("SELECT sequence FROM cursor WHERE sink = ?").first<std::uint64_t>(sink);
  if (kept) db.cursors.emplace(sink, *kept);  // whoever asks again needs no disk for it
  return kept.value_or(0);
}

void Ledger::set_cursor(std::string_view sink, std::uint64_t sequence) {
  database_->cursors.insert_or_assign(std::string(sink), sequence);
  database_->cursors_changed = true;
}

std::vector<DeviceService> Ledger::device_services() const { return device_services({}); }

std::vector<DeviceService> Ledger::device_services(std::string_view state) const {
  const Snapshot snapshot(database_->connection);
  std::map<DeviceKey, DeviceView> devices;
  for (const DeviceRow& row : database_->rows.devices()) devices.emplace(row.key, view_of(row));
  Marks marks;
  for (MarkRow& row : database_->rows.marks()) {
    auto key = std::tuple(row.device, row.vendor, row.service);
    marks.emplace(std::move(key), std::move(row));
  }
  std::vector<DeviceService> lines;
  for (const ContactRow& row : database_->rows.contacts()) {
    if (!state.empty() && row.state != state) continue;
    const ContactSide& side = row.after.span.count > 0 ? row.after : row.before;
    lines.push_back({devices[row.device],
                     row.vendor,
                     row.service,
                     row.prohibited,
                     row.before.span,
                     row.after.span,
                     side.evidence,
                     side.blocked,
                     side.bytes_up,
                     side.bytes_down,
                     row.name,
                     row.state,
                     {},
                     {}});
    add_marks(lines.back(), row, marks);
  }
  std::sort(lines.begin(), lines.end(), [](const DeviceService& a, const DeviceService& b) {
    return std::tie(a.device.id, a.vendor, a.service) < std::tie(b.device.id, b.vendor, b.service);
  });
  return lines;
}

std::vector<ReplayMark> Ledger::replay_marks() const {
  sqlite::Statement& rows =
      database_->statement("SELECT frames, digest FROM replay_mark ORDER BY digest, frames");
  std::vector<ReplayMark> marks;
  while (rows.step()) {
    ReplayMark& mark = marks.emplace_back();
    rows.read(std::tie(mark.frames, mark.digest));
  }
  return marks;
}

void Ledger::set_replay_mark(const ReplayMark& mark, const std::optional<ReplayMark>& replaces) {
  database_->marks.push_back({mark, replaces});
}

Ledger::Rows& Ledger::rows() { return database_->rows; }
Ledger::Outbox& Ledger::outbox() { return database_->outbox; }
Ledger::View& Ledger::view() { return database_->view; }

}  // namespace cutoffd::rules
