#include "daemon/page/status_page.h"

#include <chrono>
#include <utility>

#include "daemon/page/api.h"
#include "daemon/page/determination_page.h"
#include "daemon/page/device_page.h"
#include "daemon/page/incident_page.h"
#include "daemon/page/metrics.h"
#include "daemon/page/overview.h"
#include "daemon/page/sensor_strip.h"
#include "daemon/page/style.h"
#include "daemon/page/view.h"

namespace cutoffd::page {
namespace {

HttpAnswer ask_who() {
  HttpAnswer answer = plain(401, "Say who you are: a name and password of the file page.users.");
  answer.headers.emplace_back("WWW-Authenticate", "Basic realm=\"cutoffd\", charset=\"UTF-8\"");
  return answer;
}

// Its address changes with it.
HttpAnswer kept(std::string type, std::string_view content) {
  HttpAnswer answer;
  answer.type = std::move(type);
  answer.body = content;
  answer.headers.emplace_back("Cache-Control", "private, max-age=604800, immutable");
  return answer;
}

bool is_health(const HttpRequest& request) {
  return request.path == "/healthz" || request.path == "/readyz";
}

}  // namespace

StatusPage::StatusPage(boost::asio::io_context& io, const config::PageOptions& options,
                       PageSources sources)
    : sources_(std::move(sources)), hosts_(options), visitors_(options.hashes) {
  if (!options.listen) return;
  server_.emplace(
      io, *options.listen, [this](std::string_view host) { return hosts_.allows(host); },
      [this](const HttpRequest& request) { return answer(request); });
}

void StatusPage::use(const config::PageOptions& options) {
  config::PageOptions now = options;
  hosts_ = AllowedHosts(now);
  visitors_ = Visitors(options.hashes);
}

void StatusPage::stop() {
  if (server_) server_->stop();
}

// Whoever watches over services has no password, and learns no more than a word.
HttpAnswer StatusPage::answer(const HttpRequest& request) {
  if (is_health(request)) return health(request);
  switch (visitors_.look(request.authorization, Visitors::Clock::now())) {
    case Visitors::Verdict::welcome:
      return answer_visitor(request);
    case Visitors::Verdict::unknown:
      return ask_who();
    case Visitors::Verdict::later:
      break;
  }
  return plain(429, "Too many wrong passwords in this second: try again.");
}

HttpAnswer StatusPage::answer_visitor(const HttpRequest& request) {
  if (request.path == "/metrics") return metrics(request);
  if (request.path == "/style.css") return kept("text/css; charset=utf-8", style_sheet());
  if (request.path == "/icon.svg") return kept("image/svg+xml", icon());
  if (auto found = page(request)) return *std::move(found);
  return plain(404, "There is nothing here.");
}

std::optional<HttpAnswer> StatusPage::page(const HttpRequest& request) {
  const std::string_view path = request.path;
  if (!vendors_) vendors_ = MacVendors::of_system(sources_.oui);
  const SensorStatus status = sources_.status();
  const View view{status, sources_.ledger, sources_.in_force(), *vendors_, request};
  if (path == "/") return overview(view);
  if (path == "/sensor") return sensor(view);
  if (path == "/incidents") return incidents(view);
  if (path == "/determinations") return determinations(view);
  const auto below = [path](std::string_view folder) -> std::optional<std::string_view> {
    return path.starts_with(folder) ? std::optional(path.substr(folder.size())) : std::nullopt;
  };
  if (const auto id = below("/device/")) return device(view, *id);
  if (const auto id = below("/incident/")) return incident(view, *id);
  if (const auto id = below("/determination/")) return determination(view, *id);
  if (const auto rest = below("/api/v1/")) return api(view, *rest);
  return std::nullopt;
}

// Healthy: the loop turns, which this answer proves, and so do the capture workers.
HttpAnswer StatusPage::health(const HttpRequest& request) const {
  const SensorStatus status = sources_.status();
  if (request.path == "/healthz") {
    return status.workers_turn ? plain(200, "ok") : plain(503, "a capture worker stands still");
  }
  const std::vector<std::string> reasons = status.not_ready();
  if (reasons.empty()) return plain(200, "ok");
  std::string all;
  for (const std::string& reason : reasons) all += (all.empty() ? "" : "; ") + reason;
  return plain(503, all);
}

HttpAnswer StatusPage::metrics(const HttpRequest& request) const {
  const MetricForm form = form_for(request.accept);
  HttpAnswer answer;
  answer.type = media_type_of(form);
  answer.body = page::metrics(sources_.status(), server_->figures(), form);
  return answer;
}

}  // namespace cutoffd::page
