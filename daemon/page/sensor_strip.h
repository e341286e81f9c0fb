// Does the sensor see enough: a strip of figures on the overview, and a page with all of them.
#pragma once

#include "daemon/page/html.h"
#include "daemon/page/http_message.h"
#include "daemon/page/view.h"

namespace cutoffd::page {

void write_sensor_strip(Html& html, const View& view);
HttpAnswer sensor(const View& view);

}  // namespace cutoffd::page
