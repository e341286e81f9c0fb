// Syslog over TCP (RFC 6587) and over TLS (RFC 5425).
#pragma once

#include <memory>

#include "alerts/transport.h"

namespace cutoffd::alerts {

std::shared_ptr<Transport> make_stream_transport(boost::asio::io_context& io,
                                                 const SinkOptions& options,
                                                 TransportEvents& events);

}  // namespace cutoffd::alerts
