// `cutoffd sink test`: one marked alert through a connection of its own, and what came back.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "alerts/options.h"
#include "alerts/surroundings.h"
#include "core/alert.h"

namespace cutoffd::alerts {

struct SinkTestResult {
  std::string sink;
  bool delivered = false;
  std::string text;  // "acknowledged after 3 ms", or what failed
};

// An alert that says of itself that it is a test.
Alert sink_test_alert(const Surroundings& surroundings);

// The alert through each sink, whatever their filters. Completed options. Calls back once, from the
// loop, after the slowest sink's timeout at the latest; the results in the order of the sinks.
void probe_sinks(boost::asio::io_context& io, const std::vector<SinkOptions>& sinks,
                 const Surroundings& surroundings, const Alert& alert,
                 std::function<void(std::vector<SinkTestResult>)> done);
// The same with the test alert.
void test_sinks(boost::asio::io_context& io, const std::vector<SinkOptions>& sinks,
                const Surroundings& surroundings,
                std::function<void(std::vector<SinkTestResult>)> done);

}  // namespace cutoffd::alerts
