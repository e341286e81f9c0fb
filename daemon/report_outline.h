// A report as an outline, which is its text and its JSON, and what changed since an earlier one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "core/json_value.h"
#include "daemon/moment.h"
#include "daemon/outline.h"
#include "daemon/report_facts.h"

namespace cutoffd {

Outline report_outline(const config::Settings& settings, const ReportFacts& facts,
                       const std::vector<std::string>& changes);

// Sentences: against the JSON of an earlier report.
std::vector<std::string> changes_since(const JsonValue& earlier, const ReportFacts& facts);

// The words that all formats of a report share.
std::string called_shortly(const DeviceView& device);
// "99.98 %"; "-" of nothing.
std::string share_text(Duration part, Duration whole);

}  // namespace cutoffd
