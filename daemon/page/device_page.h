// One device: who it is and how we know, what it contacted, and the proof of each step.
#pragma once

#include <optional>
#include <string_view>

#include "daemon/page/http_message.h"
#include "daemon/page/view.h"

namespace cutoffd::page {

// Nothing where no device has this id.
std::optional<HttpAnswer> device(const View& view, std::string_view id);

}  // namespace cutoffd::page
