// Every message is a transaction, and the server answers each: nothing is acknowledged on a guess.
// Answers may come in any order; the sink hears of the unbroken run from the front.
#include "alerts/transport_relp.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include "alerts/relp_frame.h"
#include "alerts/telling.h"
#include "alerts/unbroken_run.h"
#include "alerts/wire.h"

namespace cutoffd::alerts {
namespace {

using boost::system::error_code;
using Clock = std::chrono::steady_clock;

// Enough for a thousand a second over a slow line; what a kill of this program can make repeat is
// no more. (librelp's own default is 128.)
constexpr std::size_t kRelpWindow = 32;
constexpr std::uint32_t kLastTransaction = 999999999;
constexpr std::uint32_t kOpenTransaction = 1;
constexpr std::string_view kOffers = "relp_version=0\nrelp_software=cutoffd\ncommands=syslog";

class RelpTransport final : public TellingTransport {
 public:
  RelpTransport(boost::asio::io_context& io, const SinkOptions& options, TransportEvents& events)
      : TellingTransport(io, events),
        timeout_(std::chrono::duration_cast<Clock::duration>(options.timeout)),
        wire_(std::make_shared<Wire>(
            io, options.host, options.port,
            options.tls.enabled ? std::optional(options.tls) : std::nullopt, timeout_)),
        timer_(io) {}

  void open() override {
    wire_->open([this, self = shared_from_this()](const std::string& problem) {
      if (!problem.empty()) return fail(problem);
      std::string frame;
      append_relp_frame(frame, kOpenTransaction, "open", kOffers);
      expect_answer();
      listen();
      wire_->write(std::move(frame), [this, self](const error_code& error) {
        if (error) fail("the connection broke", error);
      });
    });
  }

  void send(const Message& message) override {
    std::string frame;
    append_relp_frame(frame, next_transaction(), "syslog", message.bytes);
    if (waiting_.empty()) expect_answer();
    waiting_.add(transaction_, message.alert.sequence);
    wire_->write(std::move(frame), [this, self = shared_from_this()](const error_code& error) {
      if (error) return fail("the connection broke", error);
      tell_sent();
    });
  }

  [[nodiscard]] std::size_t window() const override { return kRelpWindow; }

 private:
  // An orderly end is told, so that the collector does not take it for trouble. Its answer is not
  // waited for.
  void let_go() override {
    timer_.cancel();
    if (std::exchange(opened_, false)) {
      std::string frame;
      append_relp_frame(frame, next_transaction(), "close", {});
      wire_->write(std::move(frame), [](const error_code&) {});
    }
    wire_->close();
  }
  std::uint32_t next_transaction() {
    transaction_ = transaction_ == kLastTransaction ? kOpenTransaction + 1 : transaction_ + 1;
    return transaction_;
  }

  void expect_answer() {
    timer_.expires_after(timeout_);
    timer_.async_wait([this, self = shared_from_this()](const error_code& error) {
      if (!error && listening()) fail("no acknowledgement in time");
    });
  }

  void listen() {
    wire_->read([this, self = shared_from_this()](const error_code& error, std::string_view bytes) {
      if (error) return fail("the connection broke", error);
      reader_.add(bytes);
      while (const auto frame = reader_.next()) {
        take(*frame);
        if (!listening()) return;
      }
      if (reader_.broken()) return fail("the collector does not speak RELP");
      listen();
    });
  }

  void take(const RelpFrame& frame) {
    if (frame.command == "serverclose") return fail("the collector closed the session");
    if (frame.command != "rsp") return;
    if (!opened_ && frame.transaction == kOpenTransaction) return take_open(frame);
    if (frame.code() != 200) return fail("the collector answered " + first_line(frame.data));
    const auto reached = waiting_.answer(frame.transaction);
    if (!reached) return;
    timer_.cancel();
    if (!waiting_.empty()) expect_answer();
    tell_acknowledged(*reached);
  }

  void take_open(const RelpFrame& frame) {
    if (frame.code() != 200) return fail("the collector answered " + first_line(frame.data));
    opened_ = true;
    timer_.cancel();
    tell_open();
  }

  static std::string first_line(const std::string& text) {
    return text.substr(0, std::min<std::size_t>(text.find('\n'), 200));
  }

  Clock::duration timeout_;
  std::shared_ptr<Wire> wire_;
  boost::asio::steady_timer timer_;  // for the oldest answer that is missing
  RelpReader reader_;
  bool opened_ = false;
  std::uint32_t transaction_ = kOpenTransaction;
  UnbrokenRun waiting_;
};

}  // namespace

std::shared_ptr<Transport> make_relp_transport(boost::asio::io_context& io,
                                               const SinkOptions& options,
                                               TransportEvents& events) {
  return std::make_shared<RelpTransport>(io, options, events);
}

}  // namespace cutoffd::alerts
