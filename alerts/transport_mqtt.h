// MQTT 3.1.1, publishing with QoS 1: the broker's PUBACK is the acknowledgement.
#pragma once

#include <memory>

#include "alerts/transport.h"

namespace cutoffd::alerts {

std::shared_ptr<Transport> make_mqtt_transport(boost::asio::io_context& io,
                                               const SinkOptions& options,
                                               const Surroundings& surroundings,
                                               TransportEvents& events);

}  // namespace cutoffd::alerts
