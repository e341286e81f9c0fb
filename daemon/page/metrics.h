// `/metrics`: everything that `cutoffd status` knows, as figures.
//
// No label says who calls: only interfaces, sinks, lists and states, of which there are few. Pure.
// Threads: none of its own. The names are a contract: docs/page.md, held by tests.
#pragma once

#include <string>

#include "daemon/page/http_server.h"
#include "daemon/page/metric_writer.h"
#include "daemon/sensor_status.h"

namespace cutoffd::page {

std::string metrics(const SensorStatus& status, const HttpServer::Figures& page, MetricForm form);

}  // namespace cutoffd::page
