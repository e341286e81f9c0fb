// What every transport does alike: tell its events once and in order, and fall silent when closed.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>

#include "alerts/transport.h"

namespace cutoffd::alerts {

// Base of the transports. A handler of the loop asks listening() first: after close() or a
// failure the rest of it is history.
class TellingTransport : public Transport, public std::enable_shared_from_this<TellingTransport> {
 public:
  void close() final {
    events_ = nullptr;
    let_go();
  }

 protected:
  TellingTransport(boost::asio::io_context& io, TransportEvents& events)
      : io_(io), events_(&events) {}

  // Closes sockets and timers; may be called more than once.
  virtual void let_go() = 0;

  [[nodiscard]] bool listening() const { return events_ != nullptr; }
  void tell_open() {
    if (events_ != nullptr) events_->on_open();
  }
  void tell_sent() {
    if (events_ != nullptr) events_->on_sent();
  }
  void tell_acknowledged(std::uint64_t sequence) {
    if (events_ != nullptr) events_->on_acknowledged(sequence);
  }
  void tell_taken_back(std::uint64_t sequence, ConnectionEnd end) {
    if (events_ != nullptr) events_->on_taken_back(sequence, end);
  }
  void tell_refused(std::uint64_t sequence, const std::string& reason) {
    if (events_ != nullptr) events_->on_refused(sequence, reason);
  }
  void fail(const std::string& reason) {
    if (events_ == nullptr) return;
    TransportEvents* const events = std::exchange(events_, nullptr);
    let_go();
    events->on_failed(reason);
  }
  void fail(std::string_view doing, const boost::system::error_code& error) {
    fail(std::string(doing) + ": " + error.message());
  }
  // For what is known at once: events never come from inside a call.
  template <typename Function>
  void later(Function function) {
    boost::asio::post(io_,
                      [self = shared_from_this(), function = std::move(function)] { function(); });
  }

  boost::asio::io_context& io_;

 private:
  TransportEvents* events_;
};

}  // namespace cutoffd::alerts
