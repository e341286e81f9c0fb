// Standard output as a transport; a descriptor of one's own in tests. Not closed by it.
#pragma once

#include <memory>

#include "alerts/transport.h"

namespace cutoffd::alerts {

std::shared_ptr<Transport> make_stdout_transport(boost::asio::io_context& io,
                                                 TransportEvents& events, int descriptor);

}  // namespace cutoffd::alerts
