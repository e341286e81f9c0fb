// Members of JSON that are left out where there is nothing to say.
#pragma once

#include <optional>
#include <string_view>

#include "core/address.h"
#include "core/json.h"
#include "core/time.h"

namespace cutoffd::alerts {

inline void optional_text(JsonWriter& json, std::string_view key, std::string_view text) {
  if (!text.empty()) json.member(key, text);
}
// ECS's dates have microseconds, our own all that is known.
inline void optional_time(JsonWriter& json, std::string_view key, const std::optional<Instant>& t,
                          unsigned fraction_digits) {
  if (t) json.member(key, rfc3339(*t, fraction_digits).view());
}
inline void optional_address(JsonWriter& json, std::string_view key,
                             const std::optional<IpAddress>& address) {
  if (address) json.member(key, text(*address).view());
}

}  // namespace cutoffd::alerts
