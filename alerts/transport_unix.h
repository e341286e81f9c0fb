// A local syslog daemon's socket, usually /dev/log.
#pragma once

#include <memory>

#include "alerts/transport.h"

namespace cutoffd::alerts {

std::shared_ptr<Transport> make_unix_transport(boost::asio::io_context& io,
                                               const SinkOptions& options, TransportEvents& events);

}  // namespace cutoffd::alerts
