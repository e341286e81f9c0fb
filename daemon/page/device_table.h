// The table of devices and what they contact; on a narrow screen a list.
#pragma once

#include <vector>

#include "daemon/page/html.h"
#include "daemon/page/view.h"
#include "rules/ledger.h"

namespace cutoffd::page {

// `named`: with a column that says which device.
void write_device_table(Html& html, const View& view, const std::vector<rules::LedgerLine>& lines,
                        bool named);

}  // namespace cutoffd::page
