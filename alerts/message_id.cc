#include "alerts/message_id.h"

#include <array>
#include <cstddef>

namespace cutoffd::alerts {
namespace {

// In the order of AlertEvent. The journal's ids were drawn once at random.
constexpr std::array<MessageId, 11> kMessageIds{{
    {"CONTACT_OPENED", "A device contacted a prohibited service.", 9000001,
     "825a821463784b1bbfe38aa2d41b2449"},
    {"CONTACT_ESCALATED", "More is proved of a contact told before.", 9000002,
     "bb0701c63a8241af9de457b5ef1b4d82"},
    {"CONTACT_CONTINUING", "A device still contacts a prohibited service.", 9000003,
     "104f930c857e4c6f8485533a52555e1a"},
    {"CONTACT_QUIET", "A device stopped contacting a prohibited service.", 9000004,
     "c79ffa1e9c3a4d0c83a9291595f4db27"},
    {"CONTACT_RETURNED", "A quiet device contacts a prohibited service again.", 9000005,
     "b2e076398663424db2a69c9d23bea858"},
    {"DEVICE_UNCLASSIFIED", "A device used a vendor name that no entry classifies.", 9000006,
     "05d18f33767d447a919a75517e8f7bcb"},
    {"DEVICE_SUSPECTED", "A device shows marks of a vendor without a name.", 9000007,
     "afc5841428a4421d84bf6b7f8705ef5a"},
    {"DEVICE_EVASION", "A device went around the DNS block.", 9000008,
     "12dc40a7284b47e799619ed2fe72d8a1"},
    {"DEVICE_DECOY", "A device sent a vendor name that its DNS answers contradict.", 9000009,
     "c295f109517a4184a0f945ba8f92dc9e"},
    {"SENSOR_STATE", "The sensor reports on itself.", 9000010, "44e7ba0362a14351b401e808100e1cd8"},
    {"SENSOR_HEARTBEAT", "The sensor is alive.", 9000011, "1973278af4874f87b8126e95371fbb77"},
}};

}  // namespace

const MessageId& message_id(AlertEvent event) {
  return kMessageIds.at(static_cast<std::size_t>(event));
}

}  // namespace cutoffd::alerts
