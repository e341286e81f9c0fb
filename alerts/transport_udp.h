// Syslog over UDP (RFC 5426): one message a datagram.
#pragma once

#include <memory>

#include "alerts/transport.h"

namespace cutoffd::alerts {

std::shared_ptr<Transport> make_udp_transport(boost::asio::io_context& io,
                                              const SinkOptions& options, TransportEvents& events);

}  // namespace cutoffd::alerts
