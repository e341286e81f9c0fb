// The ledger's tables, and how a file of an older version becomes one of this version.
//
// The version stands in the file (PRAGMA user_version); a file of a newer program is refused.
#pragma once

#include <array>
#include <span>
#include <string>

#include "rules/sqlite.h"

namespace cutoffd::rules {

// Marks the file as ours (PRAGMA application_id): "CTOF".
inline constexpr std::int64_t kApplicationId = 0x43544f46;
inline constexpr std::int64_t kSchemaVersion = 1;

enum class SchemaState { current, empty, older, newer, foreign };
SchemaState schema_state(const sqlite::Connection& connection);

// The step at place n brings a file of version n to version n + 1: SQL, told in two parts.
using SchemaStep = std::array<const char*, 2>;
std::span<const SchemaStep> schema_steps();

// Creates the tables in an empty file or brings older ones up, in one transaction.
void upgrade_schema(sqlite::Connection& connection,
                    std::span<const SchemaStep> steps = schema_steps());

}  // namespace cutoffd::rules
