#include "alerts/transport_webhook.h"

#include <chrono>

#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>

#include "alerts/http_exchange.h"
#include "alerts/secret_file.h"
#include "alerts/telling.h"
#include "alerts/webhook_body.h"
#include "alerts/wire.h"

namespace cutoffd::alerts {
namespace {

using boost::system::error_code;
using Clock = std::chrono::steady_clock;

class WebhookTransport final : public TellingTransport {
 public:
  WebhookTransport(boost::asio::io_context& io, const SinkOptions& options,
                   const Surroundings& surroundings, TransportEvents& events)
      : TellingTransport(io, events),
        webhook_(options.webhook),
        tls_(options.tls),
        timeout_(std::chrono::duration_cast<Clock::duration>(options.timeout)),
        user_agent_("cutoffd/" + surroundings.version),
        timer_(io) {}

  // There is nothing to open before there is something to say.
  void open() override {
    later([this] {
      const auto url = parse_url(webhook_.url);
      if (!url) return fail("not a URL: " + webhook_.url);
      url_ = *url;
      if (tls_.server_name.empty()) tls_.server_name = url_.host;
      tell_open();
    });
  }

  void send(const Message& message) override {
    sequence_ = message.alert.sequence;
    HttpPost post = webhook_body(webhook_.body, message.alert, message.bytes);
    if (!webhook_.token_file.empty()) {
      const auto token = read_secret(webhook_.token_file);
      if (!token) {
        return later([this] { fail("cannot read " + webhook_.token_file); });
      }
      post.headers.emplace_back("Authorization", "Bearer " + *token);
    }
    reader_ = {};
    wire_ = std::make_shared<Wire>(io_, url_.host, url_.port,
                                   url_.secure ? std::optional(tls_) : std::nullopt, timeout_);
    wire_->open([this, self = shared_from_this(),
                 request = http_request(url_, post, user_agent_)](const std::string& problem) {
      if (!problem.empty()) return fail(problem);
      exchange(request);
    });
  }

 private:
  void let_go() override {
    timer_.cancel();
    if (wire_) wire_->close();
  }

  void exchange(const std::string& request) {
    timer_.expires_after(timeout_);
    timer_.async_wait([this, self = shared_from_this()](const error_code& error) {
      if (!error && listening()) fail("no answer in time");
    });
    listen();
    // A failed write is not the end: the server may have answered before it closed.
    wire_->write(request, [](const error_code&) {});
  }

  void listen() {
    wire_->read([this, self = shared_from_this()](const error_code& error, std::string_view bytes) {
      if (const auto status = reader_.add(bytes)) return finish(*status);
      if (reader_.broken()) return fail("the answer is no HTTP");
      if (error) return fail("no answer", error);
      listen();
    });
  }

  void finish(unsigned status) {
    timer_.cancel();
    wire_->close();
    if (status / 100 != 2) return fail("the server answered " + std::to_string(status));
    const std::uint64_t sequence = sequence_;
    tell_acknowledged(sequence);
    tell_sent();
  }

  WebhookOptions webhook_;
  TlsOptions tls_;
  Clock::duration timeout_;
  std::string user_agent_;
  Url url_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<Wire> wire_;  // of the request under way
  HttpStatusReader reader_;
  std::uint64_t sequence_ = 0;
};

}  // namespace

std::shared_ptr<Transport> make_webhook_transport(boost::asio::io_context& io,
                                                  const SinkOptions& options,
                                                  const Surroundings& surroundings,
                                                  TransportEvents& events) {
  return std::make_shared<WebhookTransport>(io, options, surroundings, events);
}

}  // namespace cutoffd::alerts
