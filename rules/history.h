// Every name of every device, kept for lists that come later (`history: all`).
//
// Names that some list knows, or that lie below a domain of interest, are kept with their device
// (rules/device.h); these are all the others, in a table of their own, so that they never take the
// room of a contact. Bounds: so many rows, and kPerDevice of one device; beyond, the device's
// oldest name goes, counted in names_given_up. Threads: one.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/counters.h"
#include "core/fact.h"
#include "rules/contact.h"
#include "rules/ledger_rows.h"

namespace cutoffd::rules {

class History {
 public:
  // More than a person's browser asks for in a year.
  static constexpr std::size_t kPerDevice = 8192;

  History(std::size_t max_rows, Counters& counters) : max_rows_(max_rows), counters_(counters) {}

  void load(const Ledger::Rows& rows);
  // Hands over what changed.
  void save(Ledger::Rows& rows);

  // `device`: its id. Of `between` who stood between counts alone.
  void note(const std::string& device, const Sighting& sighting, const Step& between = {});
  // Takes out the names that are wanted, in the order of device and name.
  std::vector<HistoryRow> take(const std::function<bool(const std::string& name)>& wanted);
  // All of the device's names.
  void forget(const std::string& device);
  [[nodiscard]] std::size_t size() const { return rows_; }

 private:
  struct Kept {
    NameRow row;
    bool changed = false;
  };
  using Names = std::unordered_map<std::string, Kept>;

  Kept* find_or_make(const std::string& device, const std::string& name);
  void forget_oldest(const std::string& device, Names& names);

  std::size_t max_rows_;
  Counters& counters_;
  std::unordered_map<std::string, Names> by_device_;
  std::size_t rows_ = 0;
  std::vector<std::pair<std::string, std::string>> changed_;
  std::vector<std::pair<std::string, std::string>> gone_;
};

}  // namespace cutoffd::rules
