// The names of a workload, and the list of what must be found in it.
//
// Names are drawn by a Zipf law, as people ask for them. Of each kind every thousandth is an update
// host of the shipped watchlist, asked for by a device that asks for nothing else, and every
// thousandth is a decoy that only looks like one. Threads: one.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/address.h"
#include "tests/bench/workload/random.h"

namespace cutoffd::bench {

enum class Kind : std::uint8_t { tls, quic, http, dns };

class Names {
 public:
  explicit Names(Random& random);

  struct Pick {
    std::string name;  // as the client writes it: watched ones partly in capitals
    bool watched = false;
  };
  Pick pick(Kind kind);
  std::string ordinary();  // not counted

  // What a reader of the file must print: `kind` as `cutoffd observe` names it.
  void expect(std::string_view kind, std::string_view name);
  void expect_device(const IpAddress& device) { devices_.insert(device); }
  // "OUT.names": a line for each kind and name with its count. "OUT.devices": addresses.
  [[nodiscard]] bool write(const std::string& capture) const;

 private:
  Random& random_;
  std::vector<std::string> names_;
  std::vector<double> weights_;  // summed up
  std::array<std::uint64_t, 4> picked_{};
  std::map<std::pair<std::string, std::string>, std::uint64_t> expected_;
  std::set<IpAddress> devices_;
};

}  // namespace cutoffd::bench
