// What commands may ask the running daemon by its control socket (docs/control.md).
#include "core/json.h"
#include "daemon/control.h"
#include "daemon/version.h"

namespace cutoffd {

void Control::take_requests() {
  socket_.answer("status", [this](const JsonValue&) { return status_answer(); });
}

std::string Control::status_answer() const {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("sensor", sensor_);
  json.member("version", version());
  json.member("since", rfc3339(since_).view());
  json.member("devices", judge_.devices());
  json.member("open_incidents", judge_.open_incidents());
  json.end_object();
  return out;
}

}  // namespace cutoffd
