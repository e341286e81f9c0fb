// A report in the formats that are more than its outline.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "daemon/report_facts.h"

namespace cutoffd {

void append_report_csv(std::string& out, const ReportFacts& facts);
// One page that needs nothing else, for the screen and for A4 and Letter. `hash`: of the report's
// JSON.
void append_report_html(std::string& out, const config::Settings& settings,
                        const ReportFacts& facts, const std::vector<std::string>& changes,
                        std::string_view hash);

}  // namespace cutoffd
