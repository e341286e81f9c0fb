#include "alerts/sink_probe.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "alerts/format.h"
#include "alerts/transport.h"

namespace cutoffd::alerts {
namespace {

using Clock = std::chrono::steady_clock;

// All probes of one call, and who waits for them.
struct Round {
  std::vector<SinkTestResult> results;
  std::size_t open = 0;
  std::function<void(std::vector<SinkTestResult>)> done;

  void finish_one() {
    if (--open == 0) done(std::move(results));
  }
};

class Probe final : public TransportEvents, public std::enable_shared_from_this<Probe> {
 public:
  Probe(boost::asio::io_context& io, const SinkOptions& options, const Surroundings& surroundings,
        const Alert& alert, std::shared_ptr<Round> round, std::size_t index)
      : alert_(alert), timer_(io), round_(std::move(round)), index_(index), started_(Clock::now()) {
    alert_.sequence = 1;  // for the transport only; not told
    Alert shown = alert_;
    shown.sequence = 0;
    format_of(options, surroundings.process_id, surroundings.version)
        .write(shown, 0, options.max_octets, bytes_);
    transport_ = make_transport(io, options, surroundings, *this);
    timer_.expires_after(std::chrono::duration_cast<Clock::duration>(options.timeout));
  }

  void start() {
    self_ = shared_from_this();
    timer_.async_wait([this, self = self_](const boost::system::error_code& error) {
      if (!error) finish(false, "no answer in time");
    });
    transport_->open();
  }

  void on_open() override { transport_->send({alert_, bytes_}); }
  void on_sent() override {}
  void on_acknowledged(std::uint64_t) override {
    const auto taken =
        std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_);
    finish(true, "acknowledged after " + std::to_string(taken.count()) + " ms");
  }
  void on_taken_back(std::uint64_t, ConnectionEnd) override {}
  void on_refused(std::uint64_t, const std::string& reason) override { finish(false, reason); }
  void on_failed(const std::string& reason) override { finish(false, reason); }

 private:
  void finish(bool delivered, const std::string& text) {
    const auto self = std::move(self_);
    if (!self) return;
    timer_.cancel();
    transport_->close();
    round_->results[index_].delivered = delivered;
    round_->results[index_].text = text;
    round_->finish_one();
  }

  Alert alert_;
  std::string bytes_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<Transport> transport_;
  std::shared_ptr<Round> round_;
  std::size_t index_;
  Clock::time_point started_;
  std::shared_ptr<Probe> self_;  // lives until it has finished
};

}  // namespace

Alert sink_test_alert(const Surroundings& surroundings) {
  Alert alert;
  alert.time = surroundings.now();
  alert.event = AlertEvent::sensor;
  alert.sensor = surroundings.hostname;
  alert.severity = Severity::info;
  alert.message = "TEST: this is a test alert, no device did anything.";
  return alert;
}

void probe_sinks(boost::asio::io_context& io, const std::vector<SinkOptions>& sinks,
                 const Surroundings& surroundings, const Alert& alert,
                 std::function<void(std::vector<SinkTestResult>)> done) {
  auto round = std::make_shared<Round>();
  round->done = std::move(done);
  round->open = sinks.size() + 1;  // one for this function, so that no sinks is an answer too
  for (const SinkOptions& options : sinks) {
    round->results.push_back({options.name, false, {}});
    std::make_shared<Probe>(io, options, surroundings, alert, round, round->results.size() - 1)
        ->start();
  }
  boost::asio::post(io, [round] { round->finish_one(); });
}

void test_sinks(boost::asio::io_context& io, const std::vector<SinkOptions>& sinks,
                const Surroundings& surroundings,
                std::function<void(std::vector<SinkTestResult>)> done) {
  probe_sinks(io, sinks, surroundings, sink_test_alert(surroundings), std::move(done));
}

}  // namespace cutoffd::alerts
