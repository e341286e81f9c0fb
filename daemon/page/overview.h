// The first page: is anything calling home now; which devices, and how sure are we; does the sensor
// see enough to say so.
#pragma once

#include "daemon/page/http_message.h"
#include "daemon/page/view.h"

namespace cutoffd::page {

HttpAnswer overview(const View& view);

}  // namespace cutoffd::page
