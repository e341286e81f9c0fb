// Incidents: the list, and one with its proofs and what was decided.
#pragma once

#include <optional>
#include <string_view>

#include "daemon/page/http_message.h"
#include "daemon/page/view.h"

namespace cutoffd::page {

HttpAnswer incidents(const View& view);
// Nothing where no incident has this id.
std::optional<HttpAnswer> incident(const View& view, std::string_view id);

}  // namespace cutoffd::page
