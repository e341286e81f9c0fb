#include "alerts/sink.h"

#include <algorithm>
#include <random>
#include <utility>

#include <boost/asio/post.hpp>

namespace cutoffd::alerts {
namespace {

// Enough to fill any transport's window, little enough that a dead sink holds next to nothing: the
// ledger holds the rest.
constexpr std::size_t kPending = 256;
constexpr std::size_t kBatch = 64;
// A filter may pass over a long history: not in one go, since the loop has other work.
constexpr int kBatchesInOneGo = 16;

std::string destination_of(const SinkOptions& options) {
  std::string text(name_of(options.type));
  if (options.type == SinkType::webhook) return text + ' ' + options.webhook.url;
  if (!options.host.empty()) {
    const bool six = options.host.find(':') != std::string::npos;
    return text + ' ' + (six ? '[' + options.host + ']' : options.host) + ':' +
           std::to_string(options.port);
  }
  return options.path.empty() ? text : text + ' ' + options.path;
}

}  // namespace

Sink::Sink(boost::asio::io_context& io, Outbox& outbox, const SinkOptions& completed,
           const Surroundings& surroundings, MakeTransport make_transport)
    : io_(io),
      outbox_(outbox),
      options_(completed),
      surroundings_(surroundings),
      make_transport_(std::move(make_transport)),
      format_(format_of(completed, surroundings.process_id, surroundings.version)),
      backoff_(std::chrono::duration_cast<Clock::duration>(completed.retry_minimum),
               std::chrono::duration_cast<Clock::duration>(completed.retry_maximum),
               std::random_device()()),
      timer_(io) {
  statistics_.name = options_.name;
  statistics_.destination = destination_of(options_);
}

void Sink::start() { open_transport(); }

// Where the outbox cannot be read now it is asked again after a pause, as a collector that does not
// answer is.
bool Sink::take_place() {
  try {
    read_to_ = outbox_.cursor(options_.name);
  } catch (const OutboxError& error) {
    ++statistics_.failures;
    statistics_.last_error = error.what();
    return false;
  }
  read_once_ = read_to_;
  statistics_.cursor = read_to_;
  return placed_ = true;
}

void Sink::stop() {
  state_ = State::stopped;
  timer_.cancel();
  close_transport();
  when_idle_ = nullptr;
}

void Sink::look() {
  more_to_read_ = true;
  if (state_ == State::open) transport_->look();
  pump();
}

void Sink::renew() {
  if (state_ == State::stopped) return;
  close_transport();
  open_transport();
}

void Sink::hurry(std::function<void()> when_idle) {
  when_idle_ = std::move(when_idle);
  backoff_.reset();
  if (state_ == State::pausing) open_transport();
  look();
}

SinkStatistics Sink::statistics() const {
  SinkStatistics now = statistics_;
  now.connected = state_ == State::open;
  now.in_hand = static_cast<std::uint64_t>(std::count_if(
      pending_.begin(), pending_.end(), [](const Pending& pending) { return !pending.done; }));
  try {
    now.queued = outbox_.count_after(statistics_.cursor);
  } catch (const OutboxError& error) {
    now.queued = now.in_hand;  // so many at least
    now.last_error = error.what();
  }
  return now;
}

std::uint64_t Sink::delivered() const {
  const std::uint64_t from = transport_ ? transport_->may_take_back() : 0;
  return from == 0 ? statistics_.cursor : std::min(statistics_.cursor, from - 1);
}

void Sink::open_transport() {
  timer_.cancel();
  if (!placed_ && !take_place()) return pause();
  state_ = State::opening;
  next_ = 0;
  sending_ = false;
  transport_ = make_transport_(*this);
  transport_->open();
}

void Sink::close_transport() {
  if (transport_) transport_->close();
  transport_.reset();
}

void Sink::pause() {
  state_ = State::pausing;
  timer_.expires_after(backoff_.next());
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (!error && self && self->state_ == State::pausing) self->open_transport();
  });
}

void Sink::on_open() {
  state_ = State::open;
  pump();
}

void Sink::on_sent() {
  sending_ = false;
  pump();
}

void Sink::on_acknowledged(std::uint64_t sequence) {
  const auto now = Clock::now();
  for (std::size_t i = 0; i < next_ && pending_[i].alert.sequence <= sequence; ++i) {
    if (pending_[i].done) continue;
    pending_[i].done = true;
    if (pending_[i].alert.sequence <= told_once_) continue;  // taken back meanwhile
    told_once_ = pending_[i].alert.sequence;
    ++statistics_.acknowledged;
    const auto made = outbox_.committed_at(told_once_);
    statistics_.latency.add(now - made.value_or(pending_[i].first_sent));
  }
  statistics_.last_success = surroundings_.now();
  backoff_.reset();
  retire();
  pump();
}

// Read from the outbox again; what it no longer has was given up there after we had told it.
//
// By orderly ends each alert comes back once: a peer that ends whenever it is idle would get the
// same ones for ever, and one that ends after each few would never get another.
void Sink::on_taken_back(std::uint64_t sequence, ConnectionEnd end) {
  if (end == ConnectionEnd::orderly) {
    sequence = std::max(sequence, brought_back_ + 1);
    brought_back_ = std::max(brought_back_, statistics_.cursor);
  }
  if (sequence > statistics_.cursor) return;
  pending_.clear();
  next_ = 0;
  read_to_ = sequence - 1;
  more_to_read_ = true;
  statistics_.cursor = read_to_;
  keep_cursor();
}

// One that the outbox does not take now is told again with the next work there is.
void Sink::keep_cursor() {
  cursor_kept_ = false;
  try {
    outbox_.set_cursor(options_.name, statistics_.cursor);
    cursor_kept_ = true;
  } catch (const OutboxError& error) {
    statistics_.last_error = error.what();
  }
}

void Sink::on_refused(std::uint64_t sequence, const std::string& reason) {
  statistics_.last_error = reason;
  for (std::size_t i = 0; i < next_; ++i) {
    if (pending_[i].alert.sequence != sequence || pending_[i].done) continue;
    pending_[i].done = true;
    ++statistics_.refused;
  }
  sending_ = false;
  retire();
  pump();
}

void Sink::on_failed(const std::string& reason) {
  ++statistics_.failures;
  statistics_.last_error = reason;
  transport_.reset();
  pause();
}

void Sink::pump() {
  if (state_ == State::stopped || !placed_) return;
  if (!cursor_kept_) keep_cursor();
  read_some();
  while (state_ == State::open && !sending_ && next_ < pending_.size()) {
    if (pending_[next_].done) {
      ++next_;
      continue;
    }
    const auto under_way = static_cast<std::size_t>(
        std::count_if(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(next_),
                      [](const Pending& pending) { return !pending.done; }));
    if (under_way >= transport_->window()) break;
    send_next();
  }
  if (idle() && when_idle_) when_idle_();
}

// These are handlers of the loop: what they let through would end the program. What could not be
// read is still there to read, at the next acknowledgement or look.
void Sink::read_some() {
  try {
    read_batches();
  } catch (const OutboxError& error) {
    statistics_.last_error = error.what();
  }
}

void Sink::read_batches() {
  int batches = 0;
  while (more_to_read_ && pending_.size() < kPending) {
    if (++batches > kBatchesInOneGo) return look_again();
    std::vector<Alert> batch = outbox_.alerts_after(read_to_, kBatch);
    if (batch.size() < kBatch) more_to_read_ = false;
    for (Alert& alert : batch) take_in(std::move(alert));
    retire();
  }
}

void Sink::look_again() {
  boost::asio::post(io_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->pump();
  });
}

void Sink::take_in(Alert alert) {
  // The ledger numbers without gaps: what is missing was given up there before we came to it.
  if (read_once_ != 0 && alert.sequence > read_once_ + 1) {
    statistics_.dropped += alert.sequence - read_once_ - 1;
  }
  const bool again = alert.sequence <= read_once_;
  read_to_ = alert.sequence;
  read_once_ = std::max(read_once_, read_to_);
  Pending pending;
  pending.alert = std::move(alert);
  pending.repeat = pending.alert.sequence <= told_once_;
  if (!options_.filter.passes(pending.alert)) {
    if (!again) ++statistics_.filtered;
    pending.done = true;
  } else if (!format_.write(pending.alert, sequence_id_ + 1, options_.max_octets, pending.bytes)) {
    ++statistics_.refused;
    statistics_.last_error = "an alert does not fit max_octets";
    pending.done = true;
  } else {
    pending.sequence_id = ++sequence_id_;
  }
  pending_.push_back(std::move(pending));
}

void Sink::send_next() {
  Pending& pending = pending_[next_++];
  if (pending.repeat) ++statistics_.retried;
  if (pending.first_sent == Clock::time_point()) pending.first_sent = Clock::now();
  pending.repeat = true;
  ++statistics_.sent;
  sending_ = true;
  transport_->send({pending.alert, pending.bytes});
}

// What is done with at the front is forgotten, and the cursor says so.
void Sink::retire() {
  std::uint64_t reached = 0;
  while (!pending_.empty() && pending_.front().done) {
    reached = pending_.front().alert.sequence;
    pending_.pop_front();
    if (next_ > 0) --next_;
  }
  if (reached == 0) return;
  statistics_.cursor = reached;
  keep_cursor();
}

}  // namespace cutoffd::alerts
