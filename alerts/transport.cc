#include "alerts/transport.h"

#include <unistd.h>

#include "alerts/transport_file.h"
#include "alerts/transport_mqtt.h"
#include "alerts/transport_relp.h"
#include "alerts/transport_stdout.h"
#include "alerts/transport_stream.h"
#include "alerts/transport_udp.h"
#include "alerts/transport_unix.h"
#include "alerts/transport_webhook.h"

namespace cutoffd::alerts {

std::shared_ptr<Transport> make_transport(boost::asio::io_context& io, const SinkOptions& options,
                                          const Surroundings& surroundings,
                                          TransportEvents& events) {
  switch (options.type) {
    case SinkType::standard_output:
      return make_stdout_transport(io, events, STDOUT_FILENO);
    case SinkType::unix_socket:
    case SinkType::journald:
      return make_unix_transport(io, options, events);
    case SinkType::udp:
      return make_udp_transport(io, options, events);
    case SinkType::tcp:
    case SinkType::tls:
      return make_stream_transport(io, options, events);
    case SinkType::relp:
      return make_relp_transport(io, options, events);
    case SinkType::file:
      return make_file_transport(io, options, events);
    case SinkType::webhook:
      return make_webhook_transport(io, options, surroundings, events);
    case SinkType::mqtt:
      return make_mqtt_transport(io, options, surroundings, events);
  }
  return nullptr;  // no such type
}

}  // namespace cutoffd::alerts
