#include "daemon/incident_words.h"

namespace cutoffd {

std::string_view state_word(const rules::IncidentRow& row) {
  using rules::IncidentState;
  if (row.muted) return "exempt";
  const bool calls = row.state == IncidentState::open || row.state == IncidentState::returning;
  return row.acknowledged && calls ? "acknowledged" : name_of(row.state);
}

}  // namespace cutoffd
