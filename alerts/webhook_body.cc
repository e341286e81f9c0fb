#include "alerts/webhook_body.h"

#include <cctype>

#include "alerts/message_id.h"
#include "alerts/severity_scale.h"
#include "core/json.h"

namespace cutoffd::alerts {
namespace {

std::string sentence_of(const Alert& alert) {
  std::string out;
  append_clean_utf8(
      out,
      alert.message.empty() ? message_id(alert.event).sentence : std::string_view(alert.message),
      true);
  return out;
}

HttpPost ntfy(const Alert& alert) {
  HttpPost post;
  post.content_type = "text/plain; charset=utf-8";
  post.headers = {{"Title", std::string(message_id(alert.event).sentence)},
                  {"Priority", std::to_string(scale_of(alert.severity).ntfy)},
                  {"Tags", "cutoffd," + std::string(name_of(alert.severity)) + "," +
                               std::string(name_of(alert.event))}};
  post.body = sentence_of(alert);
  return post;
}

// Slack's three escapes: without them a device called "<!channel>" would call everybody.
std::string slack_text(const Alert& alert) {
  std::string out = "[" + std::string(name_of(alert.severity)) + "] ";
  for (const char c : sentence_of(alert)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

HttpPost slack(const Alert& alert) {
  HttpPost post;
  post.content_type = "application/json";
  JsonWriter(post.body).begin_object().member("text", slack_text(alert)).end_object();
  return post;
}

}  // namespace

HttpPost webhook_body(WebhookOptions::Template body, const Alert& alert, std::string_view json) {
  switch (body) {
    case WebhookOptions::Template::ntfy:
      return ntfy(alert);
    case WebhookOptions::Template::slack:
      return slack(alert);
    case WebhookOptions::Template::json:
      break;
  }
  HttpPost post;
  post.content_type = "application/json";
  post.body = json;
  return post;
}

}  // namespace cutoffd::alerts
