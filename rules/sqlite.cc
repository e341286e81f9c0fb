#include "rules/sqlite.h"

#include <limits>

#include <sqlite3.h>

#include "rules/ledger.h"

namespace cutoffd::rules::sqlite {
namespace {

// What the operator can do about it; empty where the library's own words are all there is.
const char* remedy(int code) {
  switch (code & 0xff) {  // the low octet is the primary code (sqlite.org/rescode.html)
    case SQLITE_FULL:
      return "the disk is full: free some space";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "the file is damaged: stop cutoffd, move the file away to keep it, and start again "
             "with an empty ledger";
    case SQLITE_CANTOPEN:
      return "it cannot be opened: check that the directory exists and may be used by this user";
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "it may not be written: check who owns the file and its directory";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process holds it: is a second cutoffd running on this state directory?";
    case SQLITE_IOERR:
      return "the disk reports an error: check it and the space left";
    default:
      return "";
  }
}

[[noreturn]] void fail(sqlite3* database, int code, const std::string& subject) {
  std::string sentence = subject + ": ";
  const std::string words = remedy(code);
  const char* own = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  sentence += words.empty() ? std::string(own) : words + " (" + own + ")";
  throw LedgerError(sentence);
}

}  // namespace

Statement::Statement(sqlite3* database, const std::string& subject, std::string_view sql)
    : database_(database), subject_(subject) {
  const int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (code != SQLITE_OK) fail(database, code, subject);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_),
      subject_(std::move(other.subject_)),
      statement_(std::exchange(other.statement_, nullptr)) {}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  sqlite3_reset(statement_);
  if (code != SQLITE_DONE) fail(database_, code, subject_);
  return false;
}

void Statement::reset() { sqlite3_reset(statement_); }

void Statement::put_null(int index) { sqlite3_bind_null(statement_, index); }

void Statement::put_integer(int index, std::int64_t value) {
  sqlite3_bind_int64(statement_, index, value);
}

void Statement::put_text(int index, std::string_view value) {
  // A null pointer would bind NULL: an empty view is the empty text.
  const char* data = value.data() != nullptr ? value.data() : "";
  const int code =
      sqlite3_bind_text64(statement_, index, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) fail(database_, code, subject_);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::text(int column) const {
  const unsigned char* data = sqlite3_column_text(statement_, column);
  if (data == nullptr) return {};
  return {reinterpret_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Statement::damaged(int column) const {
  const std::string name = sqlite3_column_name(statement_, column);
  sqlite3_reset(statement_);  // nobody reads on
  throw LedgerError(subject_ + ": " + remedy(SQLITE_CORRUPT) + " (a value of column " + name +
                    " makes no sense)");
}

void put(Statement& statement, int index, bool value) {
  statement.put_integer(index, value ? 1 : 0);
}
void put(Statement& statement, int index, std::uint8_t value) {
  statement.put_integer(index, value);
}
void put(Statement& statement, int index, std::uint32_t value) {
  statement.put_integer(index, value);
}
void put(Statement& statement, int index, std::int64_t value) {
  statement.put_integer(index, value);
}
void put(Statement& statement, int index, std::uint64_t value) {
  statement.put_integer(index, static_cast<std::int64_t>(value));
}
void put(Statement& statement, int index, std::string_view value) {
  statement.put_text(index, value);
}
void put(Statement& statement, int index, const std::string& value) {
  statement.put_text(index, value);
}
void put(Statement& statement, int index, Duration value) {
  statement.put_integer(index, value.count());
}
void put(Statement& statement, int index, Instant value) {
  statement.put_integer(index, ns_since_epoch(value));
}

void get(const Statement& statement, int column, bool& value) {
  value = statement.integer(column) != 0;
}
void get(const Statement& statement, int column, std::uint8_t& value) {
  const std::int64_t stored = statement.integer(column);
  if (stored < 0 || stored > std::numeric_limits<std::uint8_t>::max()) statement.damaged(column);
  value = static_cast<std::uint8_t>(stored);
}
void get(const Statement& statement, int column, std::uint32_t& value) {
  const std::int64_t stored = statement.integer(column);
  if (stored < 0 || stored > std::numeric_limits<std::uint32_t>::max()) statement.damaged(column);
  value = static_cast<std::uint32_t>(stored);
}
void get(const Statement& statement, int column, std::int64_t& value) {
  value = statement.integer(column);
}
void get(const Statement& statement, int column, std::uint64_t& value) {
  value = static_cast<std::uint64_t>(statement.integer(column));
}
void get(const Statement& statement, int column, std::string& value) {
  value = statement.text(column);
}
void get(const Statement& statement, int column, Duration& value) {
  value = Duration{statement.integer(column)};
}
void get(const Statement& statement, int column, Instant& value) {
  value = instant_from_ns(statement.integer(column));
}

Connection::Connection(const std::string& name, int flags, std::string subject)
    : subject_(std::move(subject)) {
  const int code = sqlite3_open_v2(name.c_str(), &database_, flags, nullptr);
  if (code == SQLITE_OK) {
    sqlite3_extended_result_codes(database_, 1);
    wait_for_others(std::chrono::seconds(5));  // longer than any commit of ours takes
    return;
  }
  try {
    fail(database_, code, subject_);
  } catch (...) {
    sqlite3_close(database_);
    throw;
  }
}

Connection::~Connection() { sqlite3_close(database_); }

void Connection::wait_for_others(std::chrono::milliseconds most) {
  sqlite3_busy_timeout(database_, static_cast<int>(most.count()));
}

void Connection::leave_side_files() {
  sqlite3_db_config(database_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Connection::run(const char* sql) {
  const int code = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(database_, code, subject_);
}

void Connection::try_run(const char* sql) {
  sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
}

Statement Connection::prepare(std::string_view sql) const {
  return Statement(database_, subject_, sql);
}

std::int64_t Connection::number(std::string_view sql) const {
  Statement statement = prepare(sql);
  return statement.first<std::int64_t>().value_or(0);
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(database_) == 0; }

int Connection::last_code() const { return sqlite3_extended_errcode(database_); }

Backup::Backup(const Connection& to, const Connection& from)
    : to_(to), backup_(sqlite3_backup_init(to.database_, "main", from.database_, "main")) {
  if (backup_ == nullptr) fail(to.database_, sqlite3_errcode(to.database_), to.subject_);
}

Backup::~Backup() { sqlite3_backup_finish(backup_); }

bool Backup::step(int pages) {
  const int code = sqlite3_backup_step(backup_, pages);
  if (code == SQLITE_DONE) {
    const int end = sqlite3_backup_finish(std::exchange(backup_, nullptr));
    if (end != SQLITE_OK) fail(nullptr, end, to_.subject_);
    return true;
  }
  if (code == SQLITE_OK) return false;
  fail(nullptr, code, to_.subject_);
}

}  // namespace cutoffd::rules::sqlite
