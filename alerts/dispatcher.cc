#include "alerts/dispatcher.h"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "alerts/sink.h"
#include "alerts/sink_probe.h"

namespace cutoffd::alerts {

struct Dispatcher::State : std::enable_shared_from_this<State> {
  State(boost::asio::io_context& loop, Outbox& box, Surroundings around)
      : io(loop), outbox(box), surroundings(std::move(around)), timer(loop) {}

  boost::asio::io_context& io;
  Outbox& outbox;
  Surroundings surroundings;
  boost::asio::steady_timer timer;  // drain's limit
  std::vector<std::shared_ptr<Sink>> sinks;
  bool started = false;
  std::function<void(bool)> drained;

  std::shared_ptr<Sink> make(const SinkOptions& completed) {
    return std::make_shared<Sink>(io, outbox, completed, surroundings,
                                  [this, completed](TransportEvents& events) {
                                    return make_transport(io, completed, surroundings, events);
                                  });
  }

  [[nodiscard]] bool all_idle() const {
    return std::all_of(sinks.begin(), sinks.end(), [](const auto& sink) { return sink->idle(); });
  }

  // Posted, since sinks call from the middle of their work.
  void check_drained() {
    boost::asio::post(io, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (self && self->drained && self->all_idle()) self->finish_drain(true);
    });
  }

  void finish_drain(bool everything) {
    timer.cancel();
    for (const auto& sink : sinks) sink->stop();
    if (const auto done = std::exchange(drained, nullptr)) done(everything);
  }
};

Dispatcher::Dispatcher(boost::asio::io_context& io, Outbox& outbox, std::vector<SinkOptions> sinks,
                       Surroundings surroundings)
    : state_(std::make_shared<State>(io, outbox, std::move(surroundings))) {
  replace(std::move(sinks));
}

Dispatcher::~Dispatcher() {
  state_->timer.cancel();
  for (const auto& sink : state_->sinks) sink->stop();
}

void Dispatcher::start() {
  state_->started = true;
  for (const auto& sink : state_->sinks) sink->start();
}

void Dispatcher::notify() {
  for (const auto& sink : state_->sinks) sink->look();
}

void Dispatcher::replace(std::vector<SinkOptions> sinks) {
  std::vector<std::shared_ptr<Sink>> next;
  for (SinkOptions& options : sinks) {
    options = completed(std::move(options), state_->surroundings.hostname);
    const auto same =
        std::find_if(state_->sinks.begin(), state_->sinks.end(),
                     [&](const auto& sink) { return sink && sink->options() == options; });
    next.push_back(same == state_->sinks.end() ? state_->make(options)
                                               : std::exchange(*same, nullptr));
  }
  std::swap(state_->sinks, next);
  // Those that go stop before those that come read their cursors.
  for (const auto& gone : next) {
    if (gone) gone->stop();
  }
  if (!state_->started) return;
  for (const auto& sink : state_->sinks) {
    if (!sink->started()) sink->start();
  }
}

void Dispatcher::reopen() {
  for (const auto& sink : state_->sinks) {
    if (sink->options().type == SinkType::file) sink->renew();
  }
}

void Dispatcher::drain(std::chrono::steady_clock::duration limit, std::function<void(bool)> done) {
  state_->drained = std::move(done);
  state_->timer.expires_after(limit);
  state_->timer.async_wait([weak = std::weak_ptr(state_)](const boost::system::error_code& error) {
    const auto state = weak.lock();
    if (!error && state && state->drained) state->finish_drain(state->all_idle());
  });
  for (const auto& sink : state_->sinks) {
    sink->hurry([state = state_.get()] { state->check_drained(); });
  }
  state_->check_drained();
}

std::vector<SinkStatistics> Dispatcher::statistics() const {
  std::vector<SinkStatistics> all;
  all.reserve(state_->sinks.size());
  for (const auto& sink : state_->sinks) all.push_back(sink->statistics());
  return all;
}

std::optional<DeliveryProgress> Dispatcher::progress() const {
  std::optional<DeliveryProgress> all;
  for (const auto& sink : state_->sinks) {
    if (!all) all = {sink->delivered(), sink->read_to(), {}};
    all->delivered = std::min(all->delivered, sink->delivered());
    all->in_hand = std::min(all->in_hand, sink->read_to());
    if (sink->idle()) continue;
    all->waits_for += (all->waits_for.empty() ? "" : ", ") + sink->options().name;
  }
  return all;
}

void Dispatcher::test(std::string_view sink,
                      std::function<void(std::vector<SinkTestResult>)> done) {
  std::vector<SinkOptions> chosen;
  for (const auto& each : state_->sinks) {
    if (sink.empty() || each->options().name == sink) chosen.push_back(each->options());
  }
  test_sinks(state_->io, chosen, state_->surroundings, std::move(done));
}

}  // namespace cutoffd::alerts
