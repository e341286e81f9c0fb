// What is enforced: determinations with their dates, their services and their sources.
#pragma once

#include <optional>
#include <string_view>

#include "daemon/page/http_message.h"
#include "daemon/page/view.h"

namespace cutoffd::page {

HttpAnswer determinations(const View& view);
// Nothing where none in force has this id.
std::optional<HttpAnswer> determination(const View& view, std::string_view id);

}  // namespace cutoffd::page
