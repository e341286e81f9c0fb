// `/api/v1/…`: what the pages show, as JSON; the keys are those of the commands' `--json`
// (docs/page.md).
#pragma once

#include <optional>
#include <string_view>

#include "daemon/page/http_message.h"
#include "daemon/page/view.h"
#include "rules/judge.h"

namespace cutoffd::page {

// `path` is what follows "/api/v1/". Nothing where there is no such thing.
std::optional<HttpAnswer> api(const View& view, std::string_view path);

}  // namespace cutoffd::page
