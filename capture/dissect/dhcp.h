// DHCP: who a client says it is, and which address it gets.
//
// Sources: RFC 2131, RFC 2132, RFC 3396 (long options), RFC 4702 (FQDN) for version 4; RFC 8415,
// RFC 4704 (FQDN), RFC 6939 (the client's link-layer address, told by a relay) for version 6.
// Pure. Lifetime: the spans borrow from the payload; texts and addresses are owned. Names are the
// client's claims: lower case, escaped as core/domain_name.h does, empty where there is none or
// where it would be longer than a name may be; never cut.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "capture/dissect/probe.h"
#include "core/address.h"
#include "core/bytes.h"
#include "core/inline_text.h"

namespace cutoffd::dissect {

using HostText = InlineText<253>;

struct Dhcp4Message {
  // RFC 2132 section 9.6; `bootp` where no type was told.
  enum class Type : std::uint8_t {
    bootp = 0,
    discover = 1,
    offer = 2,
    request = 3,
    decline = 4,
    ack = 5,
    nak = 6,
    release = 7,
    inform = 8,
  };
  Type type = Type::bootp;
  bool from_server = false;
  std::optional<Mac> client_mac;
  IpAddress client_ip;                    // ciaddr: what the client has; 0.0.0.0 if none
  IpAddress your_ip;                      // yiaddr: what the server gives
  IpAddress relay_ip;                     // giaddr
  std::optional<IpAddress> requested_ip;  // option 50
  std::optional<IpAddress> server_ip;     // option 54
  HostText hostname;                      // option 12
  HostText fqdn;                          // option 81
  Bytes client_id;                        // option 61, with its type octet
  Bytes vendor_class;                     // option 60
  std::uint32_t lease = 0;                // option 51: seconds; 0 where none is told

  // The address that the message binds to the client: the one acknowledged, or the one that the
  // client says it has. Nothing in offers, refusals and farewells.
  [[nodiscard]] std::optional<IpAddress> bound_ip() const;
  // The client's name: the fuller one.
  [[nodiscard]] std::string_view name() const {
    return fqdn.empty() ? hostname.view() : fqdn.view();
  }
};

struct Dhcp6Message {
  // RFC 8415 section 7.3. Of a relayed message it is the inner one's.
  enum class Type : std::uint8_t {
    solicit = 1,
    advertise = 2,
    request = 3,
    confirm = 4,
    renew = 5,
    rebind = 6,
    reply = 7,
    release = 8,
    decline = 9,
    reconfigure = 10,
    information_request = 11,
    relay_forward = 12,
    relay_reply = 13,
  };
  static constexpr std::size_t kMaxAddresses = 8;

  Type type{};
  Bytes client_duid;
  // From a relay (RFC 6939), else from the DUID: the client's, though perhaps of another of its
  // interfaces.
  std::optional<Mac> client_mac;
  bool mac_from_relay = false;
  HostText fqdn;                                     // option 39
  std::array<IpAddress, kMaxAddresses> addresses{};  // of IA_NA and IA_TA, valid for some time
  std::uint8_t address_count = 0;                    // more than fit are left out

  // The addresses that the message binds to the client: those of a reply.
  [[nodiscard]] std::span<const IpAddress> bound_ips() const;
};

// `unsure`: a DHCP message that ends too early (version 4: before its end option). Ports are for
// the caller to look at: 67 and 68, 546 and 547.
Answer read_dhcp4(Bytes payload, Dhcp4Message& message);
Answer read_dhcp6(Bytes payload, Dhcp6Message& message);

}  // namespace cutoffd::dissect
