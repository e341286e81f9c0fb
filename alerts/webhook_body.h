// What a webhook sends for an alert: the templates.
#pragma once

#include <string_view>

#include "alerts/http_exchange.h"
#include "alerts/options.h"
#include "core/alert.h"

namespace cutoffd::alerts {

// json: the format's bytes as they are. ntfy: the sentence, with title, priority and tags as
// headers. slack: {"text": …}, which Slack, Mattermost, Rocket.Chat and Discord's /slack take.
HttpPost webhook_body(WebhookOptions::Template body, const Alert& alert, std::string_view json);

}  // namespace cutoffd::alerts
