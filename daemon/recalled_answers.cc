#include "daemon/recalled_answers.h"

#include "rules/carried_flows.h"
#include "rules/ledger_rows.h"

namespace cutoffd {
namespace {

// Whoever kept an address for much longer than it was given for is not waited for.
constexpr Duration kStale = std::chrono::hours(24);

}  // namespace

void recall_answers(rules::Ledger& ledger, AnsweredTable& answers) {
  const rules::Ledger::Rows& rows = ledger.rows();
  const Instant stopped = rows.sensor().seen_until.value_or(kBeginning);
  for (const rules::NameRow& name : rows.names()) {
    for (const rules::ValidAddress& one : name.addresses) {
      if (one.until + kStale > stopped) answers.recall_watched(one.ip);
    }
  }
  for (const rules::SharedAddressRow& row : rows.shared_addresses()) {
    answers.recall_shared(row.ip, row.until);
  }
  for (const rules::OpenFlowRow& row : rows.open_flows()) {
    answers.recall_connection(row.server.ip, stopped + rules::kFlowsCarried);
  }
}

std::shared_ptr<AnsweredTable> recall_answers(rules::Ledger& ledger,
                                              const track::TrackOptions& options) {
  auto answers = std::make_shared<AnsweredTable>(options.hash_seed, options.fewer);
  recall_answers(ledger, *answers);
  return answers;
}

}  // namespace cutoffd
