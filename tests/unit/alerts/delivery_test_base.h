// Base of the tests that deliver from an outbox in memory to a server in the same process.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "alerts/dispatcher.h"
#include "tests/unit/alerts/authority.h"
#include "tests/unit/alerts/delivery_support.h"
#include "tests/unit/alerts/servers.h"

namespace cutoffd::alerts::test {

class DeliveryTest : public ::testing::Test {
 protected:
  void start(SinkOptions options) {
    dispatcher.emplace(io, outbox, std::vector{std::move(options)}, around);
    dispatcher->start();
  }
  SinkOptions to_server(SinkType type, std::string host = "127.0.0.1") {
    SinkOptions options = quick(type);
    options.host = std::move(host);
    options.port = server.port();
    return options;
  }
  [[nodiscard]] SinkStatistics statistics() const { return dispatcher->statistics().front(); }
  bool delivered(std::uint64_t sequence, Clock::duration patience = kPatience) {
    return run_until(
        io, [&] { return outbox.cursors["sink"] == sequence; }, patience);
  }
  // What the last error says, once there was one.
  std::string trouble() {
    run_until(io, [&] { return statistics().failures > 0; });
    return statistics().last_error;
  }
  [[nodiscard]] bool last_session_got(std::string_view text) const {
    return !server.sessions.empty() &&
           server.sessions.back()->received.find(text) != std::string::npos;
  }

  boost::asio::io_context io;
  MemoryOutbox outbox;
  Surroundings around = surroundings();
  StreamServer server{io};
  std::optional<Dispatcher> dispatcher;
};

}  // namespace cutoffd::alerts::test
