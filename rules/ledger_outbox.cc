#include "rules/ledger_outbox.h"

#include <algorithm>

#include "rules/ledger_database.h"
#include "rules/ledger_tables.h"
#include "rules/ledger_values.h"

namespace cutoffd::rules {
namespace {

constexpr const char* kCount = "SELECT count(*), coalesce(sum(octets), 0) FROM alert";

}  // namespace

OutboxSize Ledger::Outbox::size() {
  if (!size_) {
    sqlite::Statement& row = database_.statement(kCount);
    row.bind();
    size_.emplace();
    if (row.step()) row.read(std::tie(size_->rows, size_->octets));
    row.reset();
  }
  return *size_;
}

std::uint64_t Ledger::Outbox::count_after(std::uint64_t sequence) {
  return database_.statement("SELECT count(*) FROM alert WHERE sequence > ?")
      .first<std::uint64_t>(sequence)
      .value_or(0);
}

std::vector<OutboxLine> Ledger::Outbox::lines_after(std::uint64_t sequence) {
  sqlite::Statement& rows = database_.statement(
      "SELECT sequence, time, event, incident, octets FROM alert WHERE sequence > ? "
      "ORDER BY sequence");
  rows.bind(sequence);
  std::vector<OutboxLine> lines;
  while (rows.step()) {
    OutboxLine& line = lines.emplace_back();
    rows.read(std::tie(line.sequence, line.time, line.event, line.incident, line.octets));
  }
  return lines;
}

std::optional<Alert> Ledger::Outbox::alert(std::uint64_t sequence) {
  sqlite::Statement& rows =
      database_.statement(select_sql(AlertTable::kName, AlertTable::kColumns, 1, "sequence = ?"));
  rows.bind(sequence);
  if (!rows.step()) return std::nullopt;
  AlertRow row;
  rows.read(AlertTable::fields(row));
  rows.reset();
  return whole(row);
}

OutboxLoss Ledger::Outbox::loss() {
  if (loss_) return *loss_;
  OutboxLoss loss;
  sqlite::Statement& rows =
      database_.statement("SELECT sequence, since, reminders, escalated, others, folded FROM loss");
  rows.bind();
  if (rows.step()) {
    rows.read(std::tie(loss.sequence, loss.since, loss.reminders, loss.escalated, loss.others,
                       loss.folded));
  }
  rows.reset();
  return loss;
}

void Ledger::Outbox::erase_to(std::uint64_t sequence) { erase_to_ = std::max(erase_to_, sequence); }
void Ledger::Outbox::erase(std::uint64_t sequence) { erased_.insert(sequence); }
void Ledger::Outbox::rewrite(const Alert& alert) { rewritten_.push_back(alert); }
void Ledger::Outbox::set_loss(const OutboxLoss& loss) { loss_ = loss; }

bool Ledger::Outbox::pending() const {
  return erase_to_ != 0 || !erased_.empty() || !rewritten_.empty() || loss_.has_value();
}

void Ledger::Outbox::forget_pending() {
  size_ = applied_;
  erase_to_ = 0;
  erased_.clear();
  rewritten_.clear();
  loss_.reset();
}

OutboxSize Ledger::Outbox::erase_counted(const std::string& where, std::uint64_t sequence) {
  OutboxSize gone;
  sqlite::Statement& row = database_.statement(kCount + where);
  row.bind(sequence);
  if (row.step()) row.read(std::tie(gone.rows, gone.octets));
  row.reset();
  database_.statement("DELETE FROM alert" + where).run(sequence);
  return gone;
}

void Ledger::Outbox::apply(const std::vector<Alert>& written) {
  applied_ = size();
  const auto take = [this](const OutboxSize& gone) {
    applied_.rows -= gone.rows;
    applied_.octets -= gone.octets;
  };
  Database::Writer<AlertTable> writer(database_);
  const auto write = [this, &writer](const Alert& alert) {
    const AlertRow row = flat(alert);
    writer.write(row);
    ++applied_.rows;
    applied_.octets += row.octets;
  };
  if (erase_to_ != 0) take(erase_counted(" WHERE sequence <= ?", erase_to_));
  for (const std::uint64_t sequence : erased_) {
    take(erase_counted(" WHERE sequence = ?", sequence));
  }
  for (const Alert& alert : rewritten_) {
    take(erase_counted(" WHERE sequence = ?", alert.sequence));
    write(alert);
  }
  for (const Alert& alert : written) write(alert);
  if (loss_) {
    database_
        .statement(
            "INSERT OR REPLACE INTO loss (id, sequence, since, reminders, escalated, others, "
            "folded) VALUES (1, ?, ?, ?, ?, ?, ?)")
        .run(loss_->sequence, loss_->since, loss_->reminders, loss_->escalated, loss_->others,
             loss_->folded);
  }
}

}  // namespace cutoffd::rules
