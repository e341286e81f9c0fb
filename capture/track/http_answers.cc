// How the servers of watched flows answer: the status, and where a redirect leads.
#include "capture/track/http_names.h"

namespace cutoffd::track {
namespace {

using dissect::Answer;

// A redirect whose Location is not within so many octets leads nowhere that matters here.
constexpr std::size_t kMaxAnswer = 8192;

bool is_wanted(const Flow& flow) { return flow.watch != 0 && flow.has(Flow::kHttp); }

}  // namespace

std::optional<Reading> HttpNames::read_answer(const Scene& scene, Bytes stream) {
  if (!is_wanted(scene.flow)) return std::nullopt;
  dissect::HttpResponse response;
  const Answer answer = dissect::read_http_response(stream, response);
  if (answer == Answer::not_mine) return std::nullopt;
  const bool enough = answer == Answer::certain || (response.status != 0 && !response.redirects());
  if (!enough && stream.size() < kMaxAnswer) return Reading::wait(Stage::fresh, stream.size() + 1);
  tell_answer(scene, response);
  return Reading::go_on(Stage::opaque, stream.size());
}

void HttpNames::look_for_answer(const Scene& scene, Bytes segment) {
  if (!is_wanted(scene.flow)) return;
  dissect::HttpResponse response;
  dissect::read_http_response(segment, response);
  if (response.status != 0) tell_answer(scene, response);
}

void HttpNames::tell_answer(const Scene& scene, const dissect::HttpResponse& response) {
  HttpAnswer answer;
  answer.status = response.status;
  NameText storage;
  const auto host =
      response.redirects() ? observe_host(as_bytes(response.location.host), storage) : std::nullopt;
  if (host && host->form == NameForm::address) {
    if (const auto address = IpAddress::parse(host->text)) {
      answer.leads = HttpAnswer::Leads::to_address;
      answer.address = *address;
    }
  } else if (const auto name = host ? host->domain() : std::nullopt) {
    answer.leads = HttpAnswer::Leads::to_name;
    answer.name = *name;
  }
  teller_.tell_answer(scene, answer);
}

}  // namespace cutoffd::track
