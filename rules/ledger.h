// The ledger: devices, contacts before and after the cutoff, incidents, and alerts not yet
// delivered.
//
// SQLite in WAL mode. Writes collect in memory; commit() makes them durable together, in one
// transaction, so that an alert and the state that it tells are on disk both or neither. What is
// read (alerts_after, device_services) is what has been committed: an alert is told only after it
// was written down. Threads: one thread uses a Ledger. One process writes (a lock file says so); a
// second may read meanwhile (cutoffd devices). Errors: a full disk or a broken file throws
// LedgerError at open or commit(); nothing that was handed over is lost by that, and the next
// commit() tries it all again.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "core/evidence.h"
#include "core/time.h"

namespace cutoffd::rules {

class LedgerError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
// The file is a newer program's, or no ledger: trying again does not help.
class LedgerOfAnother : public LedgerError {
 public:
  using LedgerError::LedgerError;
};

// One side of the cutoff.
struct ContactSpan {
  Instant first{};
  Instant last{};
  std::uint64_t count = 0;  // 0: no contact, and the times mean nothing
};

// A kind of mark that was seen of a device: docs/judgement.md, "Marks".
struct DeviceMark {
  std::string kind;  // "path", "ja4" …; "relay": a port of the vendor's server on the inside
  std::string text;
  ContactSpan span;
  std::uint64_t weight = 0;
};

// One device and one service of one vendor: a line of `cutoffd devices`.
struct DeviceService {
  DeviceView device;
  std::string vendor;
  std::string service;
  bool prohibited = false;  // under the determinations enabled when it was last judged
  ContactSpan before;
  ContactSpan after;
  // Of the contacts after the cutoff; where there are none, of those before.
  std::optional<Evidence> evidence;
  std::optional<Blocked> blocked;
  std::uint64_t bytes_up = 0;
  std::uint64_t bytes_down = 0;
  std::string name;  // the last watched name seen
  // calling, quiet, absent, acknowledged: of its incident. exempt: no enabled rule forbids it.
  // before-cutoff: nothing since. suspected: only what never alerts alone (docs/judgement.md).
  std::string state;
  std::vector<DeviceMark> marks;   // one a kind
  std::optional<IpAddress> relay;  // behind which the device is managed
};

// How much of a capture file has been judged: the file is known by the digest of its packets so
// far.
struct ReplayMark {
  std::uint64_t frames = 0;  // judged up to and including this frame
  std::uint64_t digest = 0;  // of those frames
};

// Numbers of alerts that were written once, and that the ledger no longer knows of.
struct LostEnd {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

class Ledger {
 public:
  enum class Access { read_write, read_only };
  // Opens or creates DIRECTORY/ledger.db. Throws LedgerError with what to do about it.
  static std::unique_ptr<Ledger> open(const std::filesystem::path& directory, Access access);
  // A ledger that nobody keeps.
  static std::unique_ptr<Ledger> temporary();
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // How long a commit or query waits where another process holds the file: five seconds, unless
  // this says otherwise. What was not committed then is as with a full disk: commit() throws, and
  // all of it is tried again by the next.
  void wait_for_others(std::chrono::milliseconds most);
  // What was cut off the file before this opened it, if anything was: more alerts were written in
  // this directory than it knows. Numbering goes on behind them. Nothing of a ledger that began
  // anew, whoever took the former away.
  [[nodiscard]] const std::optional<LostEnd>& lost_end() const;

  // How much of the file is kept at hand in memory; SQLite's own 2 MiB otherwise.
  void keep_at_hand(std::size_t octets);

  // Survives a power cut once it has returned. Costs nothing if nothing was handed over.
  void commit();

  // The outbox. Alerts are numbered from 1 in the order written, without gaps but where a ledger
  // lost its end or began anew: no number is borne twice in a directory. A sink's cursor is the
  // number of the last alert that its transport has (0: none). Rows go when every sink has them
  // (rules/outbox_keeper.h).
  std::uint64_t write_alert(const Alert& alert);
  // Of the last alert written, committed or not; 0: none was.
  std::uint64_t last_sequence() const;
  // Those that have been committed, in order.
  std::vector<Alert> alerts_after(std::uint64_t sequence, std::size_t limit) const;
  std::uint64_t cursor(std::string_view sink) const;
  void set_cursor(std::string_view sink, std::uint64_t sequence);
  // The cursors alone, at once. Survives the end of the process, though perhaps not a power cut:
  // then some alerts are told again. Cheap enough for every few acknowledgements.
  void commit_cursors();

  // Ordered by device id, vendor and service.
  std::vector<DeviceService> device_services() const;
  // Those in one state alone ("calling").
  std::vector<DeviceService> device_services(std::string_view state) const;

  // Marks that have been committed. A mark that `replaces` another takes its place.
  std::vector<ReplayMark> replay_marks() const;
  void set_replay_mark(const ReplayMark& mark, const std::optional<ReplayMark>& replaces = {});

  // The judge's own door: rows of its state. Declared in rules/ledger_rows.h.
  class Rows;
  Rows& rows();
  // The outbox's keeper's door. Declared in rules/ledger_outbox.h.
  class Outbox;
  Outbox& outbox();
  // For those who only look. Declared in rules/ledger_view.h.
  class View;
  View& view();

 private:
  friend class LedgerCopy;
  struct Database;
  explicit Ledger(std::unique_ptr<Database> database);
  static std::unique_ptr<Ledger> start(std::unique_ptr<Database> database);
  static std::unique_ptr<Ledger> open_to_read(const std::filesystem::path& file);
  void number_on(bool begins);
  void write_outbox();
  void write_cursors();

  std::unique_ptr<Database> database_;
};

}  // namespace cutoffd::rules
