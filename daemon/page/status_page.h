// What the daemon shows by HTTP: which address gives what, and who may see it (docs/page.md).
//
// Looks only: nothing is taken in and nothing changes. Threads: the control thread. Lifetime: the
// io_context and what the sources refer to outlive it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include <boost/asio/io_context.hpp>

#include "config/page_options.h"
#include "daemon/explain_rules.h"
#include "daemon/mac_vendors.h"
#include "daemon/page/allowed_hosts.h"
#include "daemon/page/http_server.h"
#include "daemon/page/visitors.h"
#include "daemon/sensor_status.h"
#include "rules/ledger.h"

namespace cutoffd::page {

struct PageSources {
  std::function<SensorStatus()> status;
  rules::Ledger& ledger;
  std::function<InForce()> in_force;
  std::filesystem::path oui;  // of the settings: who made network cards
};

class StatusPage {
 public:
  // Without an address nothing is served. Throws ListenError.
  StatusPage(boost::asio::io_context& io, const config::PageOptions& options, PageSources sources);

  // Other users and names from now on; the address stays.
  void use(const config::PageOptions& options);
  void stop();

 private:
  [[nodiscard]] HttpAnswer answer(const HttpRequest& request);
  [[nodiscard]] HttpAnswer answer_visitor(const HttpRequest& request);
  [[nodiscard]] HttpAnswer health(const HttpRequest& request) const;
  [[nodiscard]] HttpAnswer metrics(const HttpRequest& request) const;
  [[nodiscard]] std::optional<HttpAnswer> page(const HttpRequest& request);

  PageSources sources_;
  AllowedHosts hosts_;
  Visitors visitors_;
  std::optional<MacVendors> vendors_;  // read when somebody looks at a page
  std::optional<HttpServer> server_;
};

}  // namespace cutoffd::page
