// HTTP or HTTPS POST, one alert a request; an answer of 2xx is the acknowledgement.
#pragma once

#include <memory>

#include "alerts/transport.h"

namespace cutoffd::alerts {

std::shared_ptr<Transport> make_webhook_transport(boost::asio::io_context& io,
                                                  const SinkOptions& options,
                                                  const Surroundings& surroundings,
                                                  TransportEvents& events);

}  // namespace cutoffd::alerts
