#include "alerts/transport.h"

#include <unistd.h>

#include "alerts/transport_stdout.h"
#include "alerts/transport_udp.h"
#include "alerts/transport_unix.h"

namespace cutoffd::alerts {

std::shared_ptr<Transport> make_transport(boost::asio::io_context& io, const SinkOptions& options,
                                          TransportEvents& events) {
  switch (options.type) {
    case SinkType::standard_output:
      return make_stdout_transport(io, events, STDOUT_FILENO);
    case SinkType::unix_socket:
      return make_unix_transport(io, options, events);
    case SinkType::udp:
      return make_udp_transport(io, options, events);
    default:
      return nullptr;  // refused by problems_of()
  }
}

}  // namespace cutoffd::alerts
