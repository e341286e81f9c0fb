// Under which names the page may be asked for: a page of elsewhere whose name was made to lead here
// (DNS rebinding) is refused, though the visitor's browser sends it to us.
//
// Pure. Threads: none of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/page_options.h"

namespace cutoffd::page {

class AllowedHosts {
 public:
  explicit AllowedHosts(const config::PageOptions& options);

  // The value of a Host header: name or address, with or without a port.
  [[nodiscard]] bool allows(std::string_view host) const;

 private:
  std::vector<std::string> names_;  // lower case; addresses as printed
  // Listening on all addresses: any literal one. A name is needed to be led elsewhere.
  bool any_address_ = false;
};

}  // namespace cutoffd::page
