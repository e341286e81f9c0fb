// What a client says to a proxy before its own protocol begins: SOCKS 4, 4a and 5 (RFC 1928, 1929)
// and the PROXY protocol's header (haproxy's proxy-protocol.txt, versions 1 and 2). HTTP CONNECT is
// a request of http.h.
//
// Pure; no heap. Lifetime: results borrow from the stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "capture/dissect/probe.h"
#include "core/address.h"
#include "core/bytes.h"

namespace cutoffd::dissect {

struct SocksRequest {
  enum class Command : std::uint8_t { connect = 1, bind = 2, udp_associate = 3, resolve = 0xf0 };
  std::uint8_t version = 5;  // or 4
  Command command = Command::connect;
  std::string_view host;  // raw; empty where an address was given
  std::optional<IpAddress> address;
  Port port{};
  std::size_t octets = 0;  // of the client's stream before the tunnelled stream begins
};

// The client's side of a SOCKS connection, from its first octet: greeting, user and password where
// offered, request. certain: the request is whole. A server may refuse it; that is not seen here.
Answer read_socks(Bytes stream, SocksRequest& out);

struct ProxyHeader {
  std::uint8_t version = 1;
  // The connection that the proxy speaks for; absent for UNKNOWN, LOCAL and UNIX sockets.
  std::optional<Endpoint> source;
  std::optional<Endpoint> destination;
  std::string_view authority;  // version 2: the host name that the client asked for, or empty
  std::size_t octets = 0;      // where the payload begins
};

Answer read_proxy_header(Bytes stream, ProxyHeader& out);

}  // namespace cutoffd::dissect
