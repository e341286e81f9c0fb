// What a Ledger holds: the open file, the statements prepared so far, and what waits for commit().
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "rules/ledger.h"
#include "rules/ledger_outbox.h"
#include "rules/ledger_rows.h"
#include "rules/ledger_tables.h"
#include "rules/ledger_view.h"
#include "rules/sqlite.h"
#include "rules/state_lock.h"

namespace cutoffd::rules {

struct Ledger::Database {
  Database(const std::string& name, int flags, const std::string& subject)
      : connection(name, flags, subject) {}

  // Prepared once, then kept.
  sqlite::Statement& statement(const std::string& sql) {
    const auto found = statements.find(sql);
    if (found != statements.end()) return found->second;
    return statements.emplace(sql, connection.prepare(sql)).first->second;
  }

  template <typename Table>
  std::vector<typename Table::Row> select(std::string_view where = {}) {
    sqlite::Statement& query =
        statement(select_sql(Table::kName, Table::kColumns, Table::kKeys, where));
    std::vector<typename Table::Row> found;
    while (query.step()) query.read(Table::fields(found.emplace_back()));
    return found;
  }

  template <typename Table>
  class Writer {
   public:
    explicit Writer(Database& database)
        : statement_(database.statement(upsert_sql(Table::kName, Table::kColumns, Table::kKeys))) {}
    void write(const typename Table::Row& row) {
      std::apply([this](const auto&... values) { statement_.run(values...); }, Table::fields(row));
    }

   private:
    sqlite::Statement& statement_;
  };

  template <typename Table>
  sqlite::Statement& eraser() {
    return statement(erase_sql(Table::kName, Table::kColumns, Table::kKeys));
  }

  std::unique_ptr<StateLock> lock;  // held by the writing process
  sqlite::Connection connection;
  std::map<std::string, sqlite::Statement> statements;  // gone before the connection
  Rows rows{*this};
  Outbox outbox{*this};
  View view{*this};

  std::uint64_t last_sequence = 0;
  std::optional<LostEnd> lost_end;
  std::uint64_t commits = 0;
  std::vector<Alert> alerts;  // written, not yet on disk
  std::map<std::string, std::uint64_t, std::less<>> cursors;
  bool cursors_changed = false;
  struct MarkChange {
    ReplayMark mark;
    std::optional<ReplayMark> replaces;
  };
  std::vector<MarkChange> marks;
};

}  // namespace cutoffd::rules
