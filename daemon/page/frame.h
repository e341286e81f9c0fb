// What every page has around it: head, navigation, the main part, the sensor's name.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "daemon/page/html.h"
#include "daemon/page/http_message.h"
#include "daemon/sensor_status.h"

namespace cutoffd::page {

struct Frame {
  std::string_view title;
  std::string_view place;  // the address of the navigation that it belongs to
};

HttpAnswer framed(const SensorStatus& status, const Frame& frame,
                  const std::function<void(Html&)>& main);

// A time as people read it, with the exact one beside it for programs and at a touch.
void write_time(Html& html, Instant time, Instant now);
void write_state(Html& html, std::string_view state);
// A part that may be wider than the screen; the keyboard reaches it. To be closed as a div.
Html& open_scroll(Html& html, std::string_view label);

}  // namespace cutoffd::page
