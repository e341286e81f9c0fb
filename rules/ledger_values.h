// How the project's own types are stored: as the words and texts that people read, so that the
// ledger can be looked at with any SQLite tool. A stored text that does not read back is damage.
#pragma once

#include <vector>

#include "core/address.h"
#include "core/alert.h"
#include "core/evidence.h"
#include "core/fact.h"
#include "rules/ledger_rows.h"
#include "rules/sqlite.h"

namespace cutoffd::rules::sqlite {

void put(Statement& statement, int index, const IpAddress& value);
void put(Statement& statement, int index, const Mac& value);
void put(Statement& statement, int index, const Endpoint& value);  // "1.2.3.4:443", "[::1]:443"
void put(Statement& statement, int index, Port value);
void put(Statement& statement, int index, FlowId value);
void put(Statement& statement, int index, Evidence value);
void put(Statement& statement, int index, Blocked value);
void put(Statement& statement, int index, Severity value);
void put(Statement& statement, int index, AlertEvent value);
void put(Statement& statement, int index, IdentityGrade value);
void put(Statement& statement, int index, Binding::Source value);
void put(Statement& statement, int index, IncidentState value);
void put(Statement& statement, int index, MarkKind value);
void put(Statement& statement, int index, Basis value);
void put(Statement& statement, int index, const std::vector<IpAddress>& value);  // by spaces
void put(Statement& statement, int index, const std::vector<std::uint16_t>& value);
// "192.0.2.7@NS …", nanoseconds since 1970
void put(Statement& statement, int index, const std::vector<ValidAddress>& value);

void get(const Statement& statement, int column, IpAddress& value);
void get(const Statement& statement, int column, Mac& value);
void get(const Statement& statement, int column, Endpoint& value);
void get(const Statement& statement, int column, Port& value);
void get(const Statement& statement, int column, FlowId& value);
void get(const Statement& statement, int column, Evidence& value);
void get(const Statement& statement, int column, Blocked& value);
void get(const Statement& statement, int column, Severity& value);
void get(const Statement& statement, int column, AlertEvent& value);
void get(const Statement& statement, int column, IdentityGrade& value);
void get(const Statement& statement, int column, Binding::Source& value);
void get(const Statement& statement, int column, IncidentState& value);
void get(const Statement& statement, int column, MarkKind& value);
void get(const Statement& statement, int column, Basis& value);
void get(const Statement& statement, int column, std::vector<IpAddress>& value);
void get(const Statement& statement, int column, std::vector<std::uint16_t>& value);
void get(const Statement& statement, int column, std::vector<ValidAddress>& value);

}  // namespace cutoffd::rules::sqlite
