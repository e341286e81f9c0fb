#include "alerts/fields.h"

#include "core/words.h"

namespace cutoffd::alerts {
namespace {

constexpr std::array<std::string_view, kFields> kFieldNames{
    "device.ip (all but the first)",
    "device.vlan",
    "group",
    "via",
    "relay",
    "bytes_up, bytes_down",
    "device.identity",
    "first",
    "rule",
    "last",
    "server",
    "message",
    "determination",
    "device.mac",
    "device.name",
    "cutoff",
    "count",
    "device.id",
    "device.ip",
    "sensor",
    "name",
    "service",
    "vendor",
};

}  // namespace

std::string_view name_of(Field field) { return word_of(kFieldNames, field); }

}  // namespace cutoffd::alerts
