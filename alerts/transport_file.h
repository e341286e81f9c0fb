// A file: one line an alert, appended.
#pragma once

#include <memory>

#include "alerts/transport.h"

namespace cutoffd::alerts {

std::shared_ptr<Transport> make_file_transport(boost::asio::io_context& io,
                                               const SinkOptions& options, TransportEvents& events);

}  // namespace cutoffd::alerts
