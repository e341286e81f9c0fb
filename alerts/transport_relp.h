// RELP, the Reliable Event Logging Protocol, version 0: plain or over TLS.
#pragma once

#include <memory>

#include "alerts/transport.h"

namespace cutoffd::alerts {

std::shared_ptr<Transport> make_relp_transport(boost::asio::io_context& io,
                                               const SinkOptions& options, TransportEvents& events);

}  // namespace cutoffd::alerts
