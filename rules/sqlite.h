// The door to SQLite: a connection, prepared statements, and values bound and read by their type.
//
// Only the ledger uses it. Errors: every failure is a LedgerError whose sentence says what the
// operator can do. Threads: one thread uses a Connection and its statements. Lifetime: statements
// must go before their connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/time.h"

struct sqlite3;
struct sqlite3_backup;
struct sqlite3_stmt;

namespace cutoffd::rules::sqlite {

class Statement {
 public:
  Statement(sqlite3* database, const std::string& subject, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;

  // Binds parameters from 1 on and runs to the end; for statements that give no rows.
  template <typename... T>
  void run(const T&... values) {
    bind(values...);
    while (step()) {
    }
  }
  template <typename... T>
  void bind(const T&... values) {
    reset();  // an exception may have left it in the middle of its rows
    int index = 0;
    (put(*this, ++index, values), ...);
  }
  // True: a row can be read. False: the end; the statement may be bound again.
  bool step();
  // Gives up the rows that are left.
  void reset();
  // Reads the row's columns from 0 on.
  template <typename... T>
  void read(std::tuple<T&...> targets) const {
    read_each(targets, std::index_sequence_for<T...>{});
  }
  // Binds, and gives the first column of the first row.
  template <typename Out, typename... T>
  std::optional<Out> first(const T&... values) {
    bind(values...);
    std::optional<Out> out;
    if (step()) get(*this, 0, out.emplace());
    reset();
    return out;
  }

  void put_null(int index);
  void put_integer(int index, std::int64_t value);
  void put_text(int index, std::string_view value);
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string_view text(int column) const;  // borrows; until the next step
  // The stored value is not one that this program writes.
  [[noreturn]] void damaged(int column) const;

 private:
  template <typename... T, std::size_t... I>
  void read_each(std::tuple<T&...>& targets, std::index_sequence<I...>) const {
    (get(*this, static_cast<int>(I), std::get<I>(targets)), ...);
  }

  sqlite3* database_;
  std::string subject_;
  sqlite3_stmt* statement_ = nullptr;
};

// How a type is stored. Domain types have theirs in rules/ledger_values.h.
void put(Statement& statement, int index, bool value);
void put(Statement& statement, int index, std::uint8_t value);
void put(Statement& statement, int index, std::uint32_t value);
void put(Statement& statement, int index, std::int64_t value);
void put(Statement& statement, int index, std::uint64_t value);  // the same 64 bits
void put(Statement& statement, int index, std::string_view value);
void put(Statement& statement, int index, const std::string& value);
void put(Statement& statement, int index, Instant value);   // nanoseconds since 1970
void put(Statement& statement, int index, Duration value);  // nanoseconds
void get(const Statement& statement, int column, bool& value);
void get(const Statement& statement, int column, std::uint8_t& value);
void get(const Statement& statement, int column, std::uint32_t& value);
void get(const Statement& statement, int column, std::int64_t& value);
void get(const Statement& statement, int column, std::uint64_t& value);
void get(const Statement& statement, int column, std::string& value);
void get(const Statement& statement, int column, Instant& value);
void get(const Statement& statement, int column, Duration& value);

template <typename T>
void put(Statement& statement, int index, const std::optional<T>& value) {
  if (value) {
    put(statement, index, *value);
  } else {
    statement.put_null(index);
  }
}
template <typename T>
void get(const Statement& statement, int column, std::optional<T>& value) {
  value.reset();
  if (!statement.is_null(column)) get(statement, column, value.emplace());
}

class Connection {
 public:
  // `flags` are SQLITE_OPEN_*; `subject` is how messages call the file.
  Connection(const std::string& name, int flags, std::string subject);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // How long a statement waits where another process holds the file; five seconds otherwise.
  void wait_for_others(std::chrono::milliseconds most);
  // The side files stay as they are when this closes, though nobody else has the file open.
  void leave_side_files();
  void run(const char* sql);      // one or more statements without rows
  void try_run(const char* sql);  // where a failure changes nothing
  Statement prepare(std::string_view sql) const;
  [[nodiscard]] std::int64_t number(std::string_view sql) const;  // a pragma or count
  [[nodiscard]] bool in_transaction() const;
  // SQLite's extended code of the last failure.
  [[nodiscard]] int last_code() const;

 private:
  friend class Backup;
  sqlite3* database_ = nullptr;
  std::string subject_;
};

// Copies one database into another that nobody else uses, page by page. What the source's
// connection commits meanwhile gets into it too. Both must outlive this.
class Backup {
 public:
  Backup(const Connection& to, const Connection& from);
  ~Backup();
  Backup(const Backup&) = delete;
  Backup& operator=(const Backup&) = delete;

  // So many pages more; all that are left where it is negative. True: it is whole.
  bool step(int pages);

 private:
  const Connection& to_;
  sqlite3_backup* backup_;
};

}  // namespace cutoffd::rules::sqlite
