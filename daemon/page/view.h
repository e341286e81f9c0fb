// What a page is made from: the sensor's state, the ledger, the rules in force, and what was asked.
//
// Threads: the control thread. Lifetime: one request's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/explain_rules.h"
#include "daemon/mac_vendors.h"
#include "daemon/page/http_message.h"
#include "daemon/sensor_status.h"
#include "rules/ledger.h"
#include "rules/ledger_view.h"

namespace cutoffd::page {

struct View {
  const SensorStatus& status;
  rules::Ledger& ledger;
  InForce in_force;
  const MacVendors& vendors;
  const HttpRequest& request;

  [[nodiscard]] Instant now() const { return status.time; }
};

// Which part of a list is shown: "?page=3", from 1 on.
struct Part {
  std::size_t page = 1;
  std::size_t size = 50;
  [[nodiscard]] std::size_t offset() const { return (page - 1) * size; }
};
Part part_of(const HttpRequest& request, std::size_t size);
// The number that a query gives; `otherwise` where it is none, and never more than `most`.
std::size_t number_of(const HttpRequest& request, std::string_view key, std::size_t otherwise,
                      std::size_t most);

// How many lines a list has that shows `state`; of every state where that is empty.
std::uint64_t count_of(const std::vector<rules::StateCount>& counts, std::string_view state);

class Html;
// "Earlier", "later": `address` with its query so far, without the page.
void write_pager(Html& html, std::string_view address, const Part& part, std::uint64_t count);

}  // namespace cutoffd::page
